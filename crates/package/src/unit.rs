//! Units as headers write them, and the unit that tables keep: yuan, dollars, kilograms, kilowatt-hours, pieces.

/// Written form, kept unit, how many of the kept unit it is.
const UNITS: &[(&str, &str, f64)] = &[
    ("元", "CNY", 1.0),
    ("人民币", "CNY", 1.0),
    ("人民币元", "CNY", 1.0),
    ("元人民币", "CNY", 1.0),
    ("cny", "CNY", 1.0),
    ("rmb", "CNY", 1.0),
    ("美元", "USD", 1.0),
    ("usd", "USD", 1.0),
    ("欧元", "EUR", 1.0),
    ("eur", "EUR", 1.0),
    ("日元", "JPY", 1.0),
    ("jpy", "JPY", 1.0),
    ("港元", "HKD", 1.0),
    ("港币", "HKD", 1.0),
    ("hkd", "HKD", 1.0),
    ("英镑", "GBP", 1.0),
    ("gbp", "GBP", 1.0),
    ("克", "kg", 1e-3),
    ("g", "kg", 1e-3),
    ("千克", "kg", 1.0),
    ("公斤", "kg", 1.0),
    ("kg", "kg", 1.0),
    ("吨", "kg", 1e3),
    ("公吨", "kg", 1e3),
    ("t", "kg", 1e3),
    ("磅", "kg", 0.453_592_37),
    ("千瓦时", "kWh", 1.0),
    ("度", "kWh", 1.0),
    ("kwh", "kWh", 1.0),
    ("兆瓦时", "kWh", 1e3),
    ("mwh", "kWh", 1e3),
    ("吉瓦时", "kWh", 1e6),
    ("gwh", "kWh", 1e6),
    ("千伏安", "kVA", 1.0),
    ("kva", "kVA", 1.0),
    ("兆伏安", "kVA", 1e3),
    ("mva", "kVA", 1e3),
];

/// What goods are counted in; kept as written.
const PIECES: &[&str] = &[
    "台",
    "件",
    "个",
    "套",
    "只",
    "辆",
    "艘",
    "架",
    "条",
    "根",
    "张",
    "块",
    "片",
    "支",
    "枚",
    "包",
    "箱",
    "袋",
    "桶",
    "瓶",
    "卷",
    "双",
    "组",
    "米",
    "平方米",
    "立方米",
    "升",
];

const SCALES: &[(&str, f64)] = &[
    ("百万", 1e6),
    ("千万", 1e7),
    ("十亿", 1e9),
    ("百亿", 1e10),
    ("千亿", 1e11),
    ("百", 1e2),
    ("千", 1e3),
    ("万", 1e4),
    ("亿", 1e8),
];

/// The unit that tables keep for `written`, and the factor to it.
pub fn kept(written: &str) -> Option<(&'static str, f64)> {
    let plain: String = written.trim().to_lowercase().replace(['·', '•', '.', ' '], "");
    let mut found: Option<(&'static str, f64)> = None;
    // A currency may stand beside its unit: 万元/RMB. Two that say different things say nothing.
    for part in plain.split(['/', '、', ',', '，', ';', '；']) {
        let (unit, factor) = one(part)?;
        found = match found {
            None => Some((unit, factor)),
            Some((other, _)) if other != unit => return None,
            Some((_, before)) if !changes(before) => Some((unit, factor)),
            Some((_, before)) if !changes(factor) || (before - factor).abs() < f64::EPSILON => Some((unit, before)),
            Some(_) => return None,
        };
    }
    found
}

fn one(plain: &str) -> Option<(&'static str, f64)> {
    let base = |text: &str| {
        let unit = UNITS.iter().find(|(form, ..)| *form == text).map(|(_, unit, factor)| (*unit, *factor));
        unit.or_else(|| PIECES.iter().find(|form| **form == text).map(|form| (*form, 1.0)))
    };
    let scaled = |text: &str| {
        base(text).or_else(|| {
            SCALES
                .iter()
                .find_map(|(word, scale)| base(text.strip_prefix(word)?).map(|(unit, factor)| (unit, factor * scale)))
        })
    };
    let of_currency = || {
        let rest = ["人民币", "rmb", "cny"]
            .iter()
            .find_map(|word| plain.strip_prefix(word).or_else(|| plain.strip_suffix(word)))?;
        scaled(rest).filter(|(unit, _)| *unit == "CNY")
    };
    scaled(plain).or_else(of_currency)
}

/// The factor of a word that scales and says no unit, such as 万.
pub(crate) fn scale(written: &str) -> Option<f64> {
    SCALES.iter().find(|(word, _)| *word == written.trim()).map(|(_, scale)| *scale)
}

/// Whether a unit that tables keep is money.
pub(crate) fn is_currency(unit: &str) -> bool {
    ["CNY", "USD", "EUR", "JPY", "HKD", "GBP"].contains(&unit)
}

/// Whether a factor changes a number.
pub(crate) fn changes(factor: f64) -> bool {
    (factor - 1.0).abs() > f64::EPSILON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_one_kept_form() {
        for (written, unit, factor) in [
            ("万元", "CNY", 1e4),
            ("千万元", "CNY", 1e7),
            ("万元人民币", "CNY", 1e4),
            ("人民币万元", "CNY", 1e4),
            ("万元/RMB", "CNY", 1e4),
            ("万元、人民币", "CNY", 1e4),
            ("百万美元", "USD", 1e6),
            ("万欧元", "EUR", 1e4),
            ("kW·h", "kWh", 1.0),
            ("千度", "kWh", 1e3),
            ("百万千瓦时", "kWh", 1e6),
            ("万kWh", "kWh", 1e4),
            ("GWh", "kWh", 1e6),
            ("吨", "kg", 1e3),
            ("千吨", "kg", 1e6),
            ("万台", "台", 1e4),
        ] {
            assert_eq!(kept(written), Some((unit, factor)), "{written}");
        }
        for written in ["元/吨", "万元/亿元", "不含税", "万", "", "海关"] {
            assert_eq!(kept(written), None, "{written}");
        }
        assert_eq!((scale("万"), scale("万元")), (Some(1e4), None));
    }
}
