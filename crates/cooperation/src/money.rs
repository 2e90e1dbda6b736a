//! Money: whole minor units and a currency, exact fractions, and shares that add up to what is shared.
//!
//! No binary fraction occurs anywhere: numbers are read from their decimal digits, shares are fractions of whole numbers,
//! and what division leaves over goes where a named rule says ([`Remainder`]).

use liantu_model::Words;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

/// What cannot be counted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// No number, fraction or percentage.
    #[error("`{found}` is not a number, a fraction or a percentage")]
    Number {
        /// The text.
        found: String,
    },
    /// An amount without a known unit.
    #[error("`{found}` is not an amount with a unit such as 元, 万元, CNY or USD")]
    Unit {
        /// The text.
        found: String,
    },
    /// More digits than the currency has, or than fit.
    #[error("`{found}` is no whole number of minor units of {currency}")]
    Fraction {
        /// The text.
        found: String,
        /// The currency.
        currency: Currency,
    },
    /// Beyond 9.2e18 minor units, or a fraction with too many digits.
    #[error("a number is too large to be kept exactly")]
    Range,
    /// Shares that are negative or add up to nothing.
    #[error("shares must not be negative and must not all be zero")]
    Shares,
}

impl MoneyError {
    /// What would do, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Number { found } => format!("数、分数或百分数：“{found}”不是"),
            Self::Unit { found } => format!("带有元、万元、CNY、USD 等单位的金额：“{found}”不是"),
            Self::Fraction { found, currency } => format!("{currency} 最小单位的整数倍：“{found}”不是"),
            Self::Range => "能精确存下的较小的数".to_owned(),
            Self::Shares => "不为负且不全为零的份额".to_owned(),
        };
        let en = match self {
            Self::Number { found } => format!("a number, a fraction or a percentage, which `{found}` is not"),
            Self::Unit { found } => {
                format!("an amount with a unit such as 元, 万元, CNY or USD, which `{found}` is not")
            }
            Self::Fraction { found, currency } => {
                format!("a whole number of minor units of {currency}, which `{found}` is not")
            }
            Self::Range => "a smaller number, which can be kept exactly".to_owned(),
            Self::Shares => "shares that are not negative and not all zero".to_owned(),
        };
        Words::new(zh, en)
    }
}

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: [u8; 3],
    digits: u8,
}

#[derive(serde::Deserialize)]
struct Entry {
    digits: u8,
    units: BTreeMap<String, i8>,
}

/// Units by word: currency and power of ten.
static UNITS: LazyLock<BTreeMap<String, (Currency, i8)>> = LazyLock::new(|| {
    let entries: BTreeMap<String, Entry> =
        toml::from_str(include_str!("../rules/currencies.toml")).expect("the currencies are checked by a test");
    let mut units = BTreeMap::new();
    for (code, entry) in entries {
        let bytes = code.as_bytes();
        let currency = Currency { code: [bytes[0], bytes[1], bytes[2]], digits: entry.digits };
        units.insert(code, (currency, 0));
        units.extend(entry.units.into_iter().map(|(word, power)| (word, (currency, power))));
    }
    units
});

impl Currency {
    /// The renminbi.
    pub const CNY: Self = Self { code: *b"CNY", digits: 2 };

    /// The currency with this ISO code; `None` for an unknown one.
    pub fn parse(code: &str) -> Option<Self> {
        UNITS
            .get(code.trim())
            .filter(|(currency, power)| *power == 0 && currency.code() == code.trim())
            .map(|unit| unit.0)
    }

    /// The ISO code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).unwrap_or_default()
    }

    /// How many decimal digits a minor unit has.
    pub const fn digits(&self) -> u8 {
        self.digits
    }

    /// Minor units in words: `1234.50`.
    pub fn decimal(&self, minor: i64) -> String {
        decimal(minor, self.digits)
    }

    /// Minor units as the number of units that is nearest to them, for tables of results.
    pub fn number(&self, minor: i64) -> f64 {
        minor as f64 / 10f64.powi(i32::from(self.digits))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A count of the last of `digits` decimals, in words.
pub fn decimal(count: i64, digits: u8) -> String {
    if digits == 0 {
        return count.to_string();
    }
    let one = 10u64.pow(u32::from(digits));
    let size = count.unsigned_abs();
    let sign = if count < 0 { "-" } else { "" };
    format!("{sign}{}.{:0width$}", size / one, size % one, width = usize::from(digits))
}

/// The currency and the power of ten that a unit such as 万元 or USD stands for; `None` for any other word.
pub fn unit(word: &str) -> Option<(Currency, i8)> {
    UNITS.get(word.trim()).copied()
}

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: 分 of the renminbi, whole yen.
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

impl Money {
    /// Reads an amount such as `100 万元`, `1,234.50 CNY` or `-3元`.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let trimmed = text.trim();
        let end =
            trimmed.find(|sign: char| !(sign.is_ascii_digit() || "+-., ".contains(sign))).unwrap_or(trimmed.len());
        let (number, word) = trimmed.split_at(end);
        let (currency, power) = unit(word).ok_or_else(|| MoneyError::Unit { found: text.to_owned() })?;
        let number = grouped(number.trim()).ok_or_else(|| MoneyError::Number { found: number.trim().to_owned() })?;
        Self::exact(Ratio::parse(&number)?, currency, power)
            .ok_or_else(|| MoneyError::Fraction { found: text.to_owned(), currency })
    }

    /// `number` times ten to the power of `power`; `None` unless it is a whole number of minor units.
    pub fn exact(number: Ratio, currency: Currency, power: i8) -> Option<Self> {
        let scaled = number.shift(i32::from(power) + i32::from(currency.digits))?;
        let minor = (scaled.den == 1).then(|| i64::try_from(scaled.num).ok())??;
        Some(Self { minor, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.decimal(self.minor), self.currency)
    }
}

/// A number without the signs that set off its thousands (or its 万): groups of three digits, or of four, by commas or by
/// blanks. `None` where they stand otherwise: whether `1,5` is 15 or 1.5 cannot be told.
pub fn grouped(number: &str) -> Option<String> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let Some(sign) = number.chars().find(|sign| ", ".contains(*sign)) else { return Some(number.to_owned()) };
    let groups: Vec<&str> = whole.trim_start_matches(['+', '-']).split(sign).collect();
    let size = groups.get(1)?.len();
    let right = [3, 4].contains(&size)
        && (1..=size).contains(&groups[0].len())
        && groups[1..].iter().all(|group| group.len() == size)
        && groups.iter().all(|group| group.bytes().all(|sign| sign.is_ascii_digit()));
    (right && !part.contains([',', ' '])).then(|| number.replace(sign, ""))
}

/// An exact fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// The whole.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// `num / den`; `None` where `den` is zero.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den == 0 {
            return None;
        }
        let common = gcd(num.unsigned_abs(), den.unsigned_abs());
        let common = i128::try_from(common).ok()?.max(1);
        let sign = den.signum();
        Some(Self { num: num / common * sign, den: den / common * sign })
    }

    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self { num: number as i128, den: 1 }
    }

    /// Reads `0.35`, `1/3`, `35%`, `12`, `1e6`; exactly.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let fail = || MoneyError::Number { found: text.to_owned() };
        let plain: String = text.trim().chars().filter(|sign| *sign != '_').collect();
        if let Some((above, below)) = plain.split_once('/') {
            let (above, below) = (Self::parse(above)?, Self::parse(below)?);
            return above.over(below).ok_or_else(fail);
        }
        if let Some(percent) = plain.strip_suffix(['%', '％']) {
            return Self::parse(percent)?.over(Self::whole(100)).ok_or(MoneyError::Range);
        }
        let (digits, power) = match plain.split_once(['e', 'E']) {
            Some((digits, power)) => (digits, power.parse::<i32>().map_err(|_| fail())?),
            None => (plain.as_str(), 0),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let bare = whole.trim_start_matches(['+', '-']);
        let all = format!("{bare}{part}");
        if all.is_empty() || whole.len() - bare.len() > 1 || !all.bytes().all(|sign| sign.is_ascii_digit()) {
            return Err(fail());
        }
        let size: i128 = all.parse().map_err(|_| MoneyError::Range)?;
        let places = i32::try_from(part.len()).map_err(|_| MoneyError::Range)?;
        let signed = if whole.starts_with('-') { -size } else { size };
        Self { num: signed, den: 1 }.shift(power - places).ok_or(MoneyError::Range)
    }

    /// The decimal number that a table holds, by the digits in which it is written; `None` unless it is finite.
    pub fn of_number(number: f64) -> Option<Self> {
        number.is_finite().then(|| Self::parse(&number.to_string()).ok())?
    }

    /// Times ten to the power of `places`; `None` where it does not fit.
    pub fn shift(self, places: i32) -> Option<Self> {
        let factor = 10i128.checked_pow(places.unsigned_abs())?;
        if places >= 0 { self.times(Self { num: factor, den: 1 }) } else { self.over(Self { num: factor, den: 1 }) }
    }

    /// The product; `None` where it does not fit.
    pub fn times(self, other: Self) -> Option<Self> {
        let (one, two) = (Self::new(self.num, other.den)?, Self::new(other.num, self.den)?);
        Some(Self { num: one.num.checked_mul(two.num)?, den: one.den.checked_mul(two.den)? })
    }

    /// The quotient; `None` for a division by zero, or where it does not fit.
    pub fn over(self, other: Self) -> Option<Self> {
        self.times(Self::new(other.den, other.num)?)
    }

    /// The sum; `None` where it does not fit.
    pub fn plus(self, other: Self) -> Option<Self> {
        let above = self.num.checked_mul(other.den)?.checked_add(other.num.checked_mul(self.den)?)?;
        Self::new(above, self.den.checked_mul(other.den)?)
    }

    /// The difference; `None` where it does not fit.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { num: -other.num, den: other.den })
    }

    /// Below zero.
    pub const fn is_negative(self) -> bool {
        self.num < 0
    }

    /// Exactly zero.
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// The whole number, if it is one.
    pub fn to_whole(self) -> Option<i64> {
        (self.den == 1).then(|| i64::try_from(self.num).ok())?
    }

    /// The nearest whole number, halves to the even one; `None` where it does not fit.
    pub fn round(self) -> Option<i64> {
        let (floor, rest) = (self.num.div_euclid(self.den), self.num.rem_euclid(self.den));
        let up = match rest.checked_mul(2)?.cmp(&self.den) {
            Ordering::Greater => true,
            Ordering::Equal => floor % 2 != 0,
            Ordering::Less => false,
        };
        i64::try_from(floor + i128::from(up)).ok()
    }

    /// As a binary number, for results.
    pub fn to_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// By continued fractions, so that nothing can overflow.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut one, mut two) = (*self, *other);
        loop {
            let (floor_one, floor_two) = (one.num.div_euclid(one.den), two.num.div_euclid(two.den));
            let (rest_one, rest_two) = (one.num.rem_euclid(one.den), two.num.rem_euclid(two.den));
            match (floor_one.cmp(&floor_two), rest_one, rest_two) {
                (Ordering::Equal, 0, 0) => return Ordering::Equal,
                (Ordering::Equal, 0, _) => return Ordering::Less,
                (Ordering::Equal, _, 0) => return Ordering::Greater,
                (Ordering::Equal, _, _) => {
                    // rest/den compares as the reverse of den/rest.
                    (one, two) = (Self { num: two.den, den: rest_two }, Self { num: one.den, den: rest_one });
                }
                (other, _, _) => return other,
            }
        }
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

fn gcd(mut one: u128, mut two: u128) -> u128 {
    while two != 0 {
        (one, two) = (two, one % two);
    }
    one
}

/// Who gets the minor units that division leaves over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Remainder {
    /// One each to those whose fraction was cut by most; between equals the one listed first.
    #[default]
    Largest,
    /// The party listed first.
    First,
    /// The party listed last.
    Last,
    /// This party.
    To(usize),
}

/// Shares in whole numbers: exact, and ready to divide many amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shares {
    weights: Box<[u64]>,
    total: u64,
    rule: Remainder,
}

impl Shares {
    /// Shares in proportion to `weights`, whatever they add up to.
    pub fn new(weights: &[Ratio], rule: Remainder) -> Result<Self, MoneyError> {
        if weights.iter().any(|weight| weight.is_negative()) || weights.iter().all(|weight| weight.is_zero()) {
            return Err(MoneyError::Shares);
        }
        let mut common: i128 = 1;
        for weight in weights {
            let part = i128::try_from(gcd(common.unsigned_abs(), weight.den.unsigned_abs())).unwrap_or(1);
            common = (common / part).checked_mul(weight.den).ok_or(MoneyError::Range)?;
        }
        let scale = |weight: &Ratio| weight.num.checked_mul(common / weight.den);
        let whole: Option<Vec<i128>> = weights.iter().map(scale).collect();
        let whole = whole.ok_or(MoneyError::Range)?;
        let divisor = whole.iter().fold(0, |divisor, weight| gcd(divisor, weight.unsigned_abs()));
        let reduced: Option<Box<[u64]>> =
            whole.iter().map(|weight| u64::try_from(weight.unsigned_abs() / divisor).ok()).collect();
        let weights = reduced.ok_or(MoneyError::Range)?;
        let total = weights.iter().try_fold(0u64, |sum, weight| sum.checked_add(*weight)).ok_or(MoneyError::Range)?;
        Ok(Self { weights, total, rule })
    }

    /// How many share.
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Never: there is always somebody.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The fraction of the one at `place`.
    pub fn fraction(&self, place: usize) -> Ratio {
        Ratio::new(i128::from(self.weights[place]), i128::from(self.total)).unwrap_or(Ratio::ZERO)
    }

    /// Divides `amount`: the parts add up to it exactly, and those of `-amount` are the negatives of those of `amount`.
    pub fn split(&self, amount: i64) -> Vec<i64> {
        let mut parts = Vec::with_capacity(self.weights.len());
        self.split_into(amount, &mut parts);
        parts
    }

    /// [`Self::split`] into a vector that is used again.
    #[expect(clippy::cast_possible_truncation, reason = "a part is never larger than the whole, which is an i64")]
    pub fn split_into(&self, amount: i64, parts: &mut Vec<i64>) {
        parts.clear();
        let size = u128::from(amount.unsigned_abs());
        let whole = u128::from(self.total);
        let sign = if amount < 0 { -1i128 } else { 1 };
        let mut given = 0u128;
        for &weight in &self.weights {
            let part = size * u128::from(weight) / whole;
            given += part;
            parts.push((sign * part.cast_signed()) as i64);
        }
        let mut left = (size - given) as usize;
        if left == 0 {
            return;
        }
        match self.rule {
            Remainder::First => parts[0] += (sign * left as i128) as i64,
            Remainder::Last => *parts.last_mut().unwrap_or(&mut 0) += (sign * left as i128) as i64,
            Remainder::To(place) => parts[place] += (sign * left as i128) as i64,
            Remainder::Largest => {
                let cut = |place: usize| size * u128::from(self.weights[place]) % whole;
                let mut order: Vec<usize> = (0..self.weights.len()).collect();
                order.sort_by_key(|&place| (std::cmp::Reverse(cut(place)), place));
                for place in order {
                    if left == 0 {
                        break;
                    }
                    parts[place] += sign as i64;
                    left -= 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_off_by_threes_or_fours() {
        let minor = |text: &str| Money::parse(text).map(|money| money.minor).ok();
        assert_eq!(minor("1,234.50 CNY"), Some(123_450));
        assert_eq!((minor("-1,2345 元"), minor("12 345 元")), (Some(-1_234_500), Some(1_234_500)));
        for wrong in ["1,5 万元", "1,00,000 元", "12 34 元", "1,234 567 元", "1.2,345 元", ",123 元"] {
            assert_eq!(minor(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_read_exactly() {
        for (text, minor, code) in [
            ("100 万元", 100_000_000, "CNY"),
            ("1,234.50 CNY", 123_450, "CNY"),
            ("-3元", -300, "CNY"),
            ("0.1亿元", 1_000_000_000, "CNY"),
            ("5 JPY", 5, "JPY"),
            ("1.234 KWD", 1234, "KWD"),
            ("7分", 7, "CNY"),
        ] {
            let money = Money::parse(text).unwrap();
            assert_eq!((money.minor, money.currency.code()), (minor, code), "{text}");
        }
        for wrong in ["", "12", "0.5 JPY", "0.001 CNY", "ten CNY", "1 ABC", "99999999999999999999 CNY"] {
            assert!(Money::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Money::parse("-0.05 USD").unwrap().to_string(), "-0.05 USD");
    }

    #[test]
    fn fractions_are_read_exactly() {
        for (text, shown) in
            [("0.35", "7/20"), ("1/3", "1/3"), ("35%", "7/20"), ("12", "12"), ("1e6", "1000000"), ("-.5", "-1/2")]
        {
            assert_eq!(Ratio::parse(text).unwrap().to_string(), shown, "{text}");
        }
        for wrong in ["", "--1", "1/0", "a", "1.2.3", "NaN"] {
            assert!(Ratio::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Ratio::of_number(0.1).unwrap().to_string(), "1/10");
        assert_eq!(Ratio::of_number(1e22).unwrap().to_string(), "10000000000000000000000");
        assert!(Ratio::of_number(f64::NAN).is_none());
        let mut ordered: Vec<Ratio> =
            ["1/3", "-1/2", "0.333", "1/2", "-0.5001", "2"].iter().map(|text| Ratio::parse(text).unwrap()).collect();
        ordered.sort();
        let shown: Vec<String> = ordered.iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["-5001/10000", "-1/2", "333/1000", "1/3", "1/2", "2"]);
        assert_eq!(Ratio::parse("2.5").unwrap().round(), Some(2));
        assert_eq!(Ratio::parse("-3.5").unwrap().round(), Some(-4));
    }

    #[test]
    fn what_is_left_over_goes_where_the_rule_says() {
        let thirds = [Ratio::ONE; 3];
        let split = |rule, amount| Shares::new(&thirds, rule).unwrap().split(amount);
        assert_eq!(split(Remainder::Largest, 100), [34, 33, 33]);
        assert_eq!(split(Remainder::Largest, -101), [-34, -34, -33]);
        assert_eq!(split(Remainder::First, 101), [35, 33, 33]);
        assert_eq!(split(Remainder::Last, 101), [33, 33, 35]);
        assert_eq!(split(Remainder::To(1), 101), [33, 35, 33]);
        assert_eq!(Shares::new(&[Ratio::ZERO], Remainder::Largest), Err(MoneyError::Shares));
        let wide =
            Shares::new(&[Ratio::parse("0.1").unwrap(), Ratio::parse("0.9").unwrap()], Remainder::Largest).unwrap();
        assert_eq!(wide.split(i64::MAX).iter().sum::<i64>(), i64::MAX);
        assert_eq!(wide.split(i64::MIN + 1).iter().sum::<i64>(), i64::MIN + 1);
    }
}
