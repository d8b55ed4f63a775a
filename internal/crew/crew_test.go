package crew

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
)

func TestEach(t *testing.T) {
	for _, workers := range []int{0, 1, 3, 200} {
		for _, n := range []int{0, 1, 2, 100} {
			done := make([]atomic.Int32, n)
			err := Each(t.Context(), workers, n, func(_ context.Context, number int) error {
				done[number].Add(1)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for number := range done {
				if times := done[number].Load(); times != 1 {
					t.Errorf("%d workers, %d pieces: number %d was done %d times", workers, n, number, times)
				}
			}
		}
	}
}

func TestEachStops(t *testing.T) {
	broken := errors.New("broken")
	done := 0
	err := Each(t.Context(), 1, 100, func(_ context.Context, number int) error {
		done++
		if number == 7 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || done != 8 {
		t.Errorf("%v after %d pieces", err, done)
	}

	ctx, cancel := context.WithCancel(t.Context())
	done = 0
	err = Each(ctx, 1, 100, func(ctx context.Context, _ int) error {
		done++
		cancel()
		<-ctx.Done()
		return nil
	})
	if !errors.Is(err, context.Canceled) || done != 1 {
		t.Errorf("%v after %d pieces", err, done)
	}
}
