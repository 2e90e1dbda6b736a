//! k of n steps, where what is unknown counts neither way.

use crate::truth::Truth;

/// Whether at least `least` of the readings hold: known where what is unknown cannot change it (the rule of two in three
/// years of the CEPII is `quorum(2, …)` of three).
pub fn quorum(least: usize, readings: impl IntoIterator<Item = Truth>) -> Truth {
    let (mut hits, mut open) = (0, 0);
    for reading in readings {
        match reading {
            Truth::True => hits += 1,
            Truth::Unknown => open += 1,
            Truth::False => {}
        }
    }
    if hits >= least {
        Truth::True
    } else if hits + open < least {
        Truth::False
    } else {
        Truth::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Truth::{False, True, Unknown};

    #[test]
    fn two_of_three() {
        for (readings, expected) in [
            ([True, False, True], True),
            ([True, Unknown, True], True),
            ([True, Unknown, False], Unknown),
            ([False, Unknown, False], False),
            ([Unknown, Unknown, True], Unknown),
            ([False, False, True], False),
        ] {
            assert_eq!(quorum(2, readings), expected, "{readings:?}");
        }
    }
}
