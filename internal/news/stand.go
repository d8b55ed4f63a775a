package news

import "blotter/internal/diag"

// Stand gives the state of one incident from all statements made of it, in any
// order (MODEL §1.2, §2.1). The diagnostics are about statements of one speaker
// that differ and cannot be ordered.
func Stand(statements []Statement, v *Vocabulary, names *Names) (Standing, diag.List) {
	return Standing{}, nil
}
