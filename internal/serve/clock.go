package serve

import "time"

// Clock tells the time of an edition and waits for it. It is an argument so that
// a preview of another day, and a test, need no other code.
type Clock struct {
	// Now is the instant that decides what is scheduled, embargoed or expired.
	Now func() time.Time
	// At gives a channel on which something comes when it is t, and a function
	// that lets the waiting go. The channel may be nil: that instant never comes.
	At func(t time.Time) (<-chan time.Time, func())
}

// RealClock is the machine's own.
func RealClock() Clock {
	return Clock{
		Now: time.Now,
		At: func(t time.Time) (<-chan time.Time, func()) {
			timer := time.NewTimer(time.Until(t))
			return timer.C, func() { timer.Stop() }
		},
	}
}

// FixedClock stands still at now.
func FixedClock(now time.Time) Clock {
	return Clock{
		Now: func() time.Time { return now },
		At:  func(time.Time) (<-chan time.Time, func()) { return nil, func() {} },
	}
}
