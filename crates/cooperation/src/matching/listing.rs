//! A need or an offer, and what each asks of the other.

use std::fmt;

/// A need or an offer. Unknown numbers are NaN.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// The kind; only listings of one kind are matched.
    pub kind: u32,
    /// Whose it is.
    pub actor: Option<u32>,
    /// Where it is.
    pub region: Option<u32>,
    /// Code of its industry.
    pub industry: Option<String>,
    /// What it is about, in Chinese and in English.
    pub text: [Option<String>; 2],
    /// How much.
    pub quantity: f64,
    /// Unit of the quantity.
    pub unit: Option<String>,
    /// The most a need pays, the least an offer asks.
    pub price: f64,
    /// Currency of the price.
    pub currency: Option<String>,
    /// What it asks of the other side.
    pub requirements: Vec<Condition>,
    /// What it has: names, in lower case, and values; a name may come more than once.
    pub attributes: Vec<(String, String)>,
    /// First day of validity.
    pub start: Option<i32>,
    /// First day no longer valid.
    pub end: Option<i32>,
    /// The one need that an offer answers.
    pub answers: Option<u32>,
}

impl Listing {
    /// A listing of which nothing is known but its kind.
    pub fn of_kind(kind: u32) -> Self {
        Self { kind, quantity: f64::NAN, price: f64::NAN, ..Self::default() }
    }

    /// Whether there is a day on which both are valid; an unknown day does not forbid any.
    pub fn meets(&self, other: &Self) -> bool {
        let before = |start: Option<i32>, end: Option<i32>| start.zip(end).is_none_or(|(start, end)| start < end);
        before(self.start, other.end) && before(other.start, self.end)
    }
}

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Equal,
    Unequal,
    AtLeast,
    AtMost,
    Above,
    Below,
}

/// A condition on an attribute of the other side, such as `power_kw>=500`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    name: String,
    comparison: Comparison,
    value: String,
}

/// What is known of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// The other side does not state the attribute, or states no number where one is compared.
    Unknown,
}

impl Condition {
    /// Reads a condition; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        const SIGNS: [(&str, Comparison); 9] = [
            (">=", Comparison::AtLeast),
            ("≥", Comparison::AtLeast),
            ("<=", Comparison::AtMost),
            ("≤", Comparison::AtMost),
            ("!=", Comparison::Unequal),
            ("≠", Comparison::Unequal),
            ("=", Comparison::Equal),
            (">", Comparison::Above),
            ("<", Comparison::Below),
        ];
        // Chinese keyboards give signs of full width.
        let text = text.replace('＞', ">").replace('＜', "<").replace('＝', "=").replace('！', "!");
        // The sign that comes first; of two at one place the longer, which stands first in the list.
        let (at, sign, comparison) = SIGNS
            .iter()
            .filter_map(|(sign, comparison)| text.find(sign).map(|at| (at, *sign, *comparison)))
            .min_by_key(|(at, _, _)| *at)?;
        let (name, value) = (text[..at].trim(), text[at + sign.len()..].trim());
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::Unequal);
        let fine = !name.is_empty() && !value.is_empty() && (!ordered || number(value).is_some());
        fine.then(|| Self { name: name.to_lowercase(), comparison, value: value.to_owned() })
    }

    /// Whether a list of attributes meets the condition. Where a name comes more than once, one value that fits is enough; a
    /// value that must not be, must be none of them.
    pub fn met(&self, attributes: &[(String, String)]) -> Met {
        let own = |attribute: &&(String, String)| attribute.0 == self.name;
        let values = attributes.iter().filter(own).map(|(_, value)| value.as_str());
        let (mut some, mut known) = (false, false);
        for value in values {
            let Some(holds) = self.holds(value) else { continue };
            some |= holds;
            known = true;
        }
        match (known, some ^ (self.comparison == Comparison::Unequal)) {
            (false, _) => Met::Unknown,
            (true, true) => Met::Yes,
            (true, false) => Met::No,
        }
    }

    /// Whether one value fits; for `!=` whether it is the value that must not be.
    fn holds(&self, value: &str) -> Option<bool> {
        if let (Some(own), Some(wanted)) = (number(value), number(&self.value)) {
            return Some(match self.comparison {
                Comparison::Equal | Comparison::Unequal => own.total_cmp(&wanted).is_eq(),
                Comparison::AtLeast => own >= wanted,
                Comparison::AtMost => own <= wanted,
                Comparison::Above => own > wanted,
                Comparison::Below => own < wanted,
            });
        }
        let words = matches!(self.comparison, Comparison::Equal | Comparison::Unequal);
        words.then(|| value.trim().to_lowercase() == self.value.to_lowercase())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.comparison {
            Comparison::Equal => "=",
            Comparison::Unequal => "!=",
            Comparison::AtLeast => ">=",
            Comparison::AtMost => "<=",
            Comparison::Above => ">",
            Comparison::Below => "<",
        };
        write!(f, "{}{sign}{}", self.name, self.value)
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|number| number.is_finite()).map(|number| number + 0.0)
}

/// Reads an attribute, `name=value`, the name in lower case; `None` where it is none.
pub fn attribute(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(['=', '＝'])?;
    let (name, value) = (name.trim(), value.trim());
    (!name.is_empty() && !value.is_empty()).then(|| (name.to_lowercase(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_met_unmet_or_unknown() {
        let attributes: Vec<_> = ["power_kw=800", "certificate=CNAS", "Certificate=CMA", "size=large"]
            .map(|text| attribute(text).unwrap())
            .into();
        let met = |text: &str| Condition::parse(text).unwrap().met(&attributes);
        assert_eq!(met("power_kw>=500"), Met::Yes);
        assert_eq!(met("power_kw≥800"), Met::Yes);
        assert_eq!(met("power_kw>800"), Met::No);
        assert_eq!(met("certificate=cma"), Met::Yes);
        assert_eq!(met("certificate!=CMA"), Met::No);
        assert_eq!(met("certificate != ISO"), Met::Yes);
        assert_eq!((met("power_kw＜900"), met("power_kw＞=900")), (Met::Yes, Met::No));
        assert_eq!((met("power_kw＜＝800"), met("certificate！＝CMA")), (Met::Yes, Met::No));
        assert_eq!(met("size<5"), Met::Unknown);
        assert_eq!(met("clean_room=yes"), Met::Unknown);
        for wrong in ["", "power", "=3", "power>=", "power>=much"] {
            assert_eq!(Condition::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Condition::parse(" Power_kW ≥ 500 ").unwrap().to_string(), "power_kw>=500");
    }
}
