# Two words to remember: `make demo` and `make test`. What they do is in xtask/src/verbs.rs.
VERBS := demo test lint check generate docs bench

.PHONY: help $(VERBS)
help:
	@cargo run --quiet --package xtask -- help

$(VERBS):
	@cargo run --package xtask -- $@
