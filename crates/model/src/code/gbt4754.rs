//! Codes of industries (GB/T 4754-2017).
