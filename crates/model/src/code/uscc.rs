//! Unified social credit codes (统一社会信用代码, GB 32100-2015).

/// The 31 characters of the code, in the order of their values; I, O, S, V and Z do not occur.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What is wrong with a text that should be a unified social credit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsccFault {
    /// Not 18 characters.
    #[error("{0} characters instead of 18")]
    Length(usize),
    /// A character that the code does not use, at this place counted from 1.
    #[error("character {1} is `{0}`, which the code does not use")]
    Character(char, usize),
    /// The last character is not what the first 17 require.
    #[error("the check character should be `{0}`")]
    Check(char),
}

/// Checks length, characters and the check character, whose value is (31 − Σ cᵢ·3ⁱ mod 31) mod 31 over the values of the
/// first 17 characters, i from 0.
pub fn check(code: &str) -> Result<(), UsccFault> {
    let length = code.chars().count();
    if length != 18 {
        return Err(UsccFault::Length(length));
    }
    let mut values = [0usize; 18];
    for (place, (character, value)) in code.chars().zip(&mut values).enumerate() {
        let found = ALPHABET.iter().position(|&letter| char::from(letter) == character);
        *value = found.ok_or(UsccFault::Character(character, place + 1))?;
    }
    let expected = check_value(&values[..17]);
    if values[17] == expected { Ok(()) } else { Err(UsccFault::Check(char::from(ALPHABET[expected]))) }
}

fn check_value(values: &[usize]) -> usize {
    let (sum, _) = values.iter().fold((0, 1), |(sum, weight), value| (sum + value * weight, weight * 3 % 31));
    (31 - sum % 31) % 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn weights_are_those_of_the_standard() {
        let weights: Vec<u32> = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31)).take(17).collect();
        assert_eq!(weights, [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]);
    }

    #[test]
    fn faults_are_named() {
        // The published code of Huawei Technologies.
        assert_eq!(check("914403001922038216"), Ok(()));
        assert_eq!(check("914403001922038217"), Err(UsccFault::Check('6')));
        assert_eq!(check("91440300192203821"), Err(UsccFault::Length(17)));
        assert_eq!(check("91440300192203821O"), Err(UsccFault::Character('O', 18)));
    }

    proptest! {
        #[test]
        fn one_wrong_character_never_passes(
            body in proptest::collection::vec(0usize..31, 17), place in 0usize..18, shift in 1usize..31,
        ) {
            let mut code = body;
            code.push(check_value(&code));
            let text = |code: &[usize]| code.iter().map(|&v| char::from(ALPHABET[v])).collect::<String>();
            prop_assert_eq!(check(&text(&code)), Ok(()));
            code[place] = (code[place] + shift) % 31;
            prop_assert!(check(&text(&code)).is_err());
        }
    }
}
