//! Units as headers write them, and the unit that tables keep: yuan, dollars, kilograms, kilowatt-hours.

/// Written form, kept unit, how many of the kept unit it is.
const UNITS: &[(&str, &str, f64)] = &[
    ("元", "CNY", 1.0),
    ("人民币", "CNY", 1.0),
    ("人民币元", "CNY", 1.0),
    ("千元", "CNY", 1e3),
    ("万元", "CNY", 1e4),
    ("人民币万元", "CNY", 1e4),
    ("万元人民币", "CNY", 1e4),
    ("百万元", "CNY", 1e6),
    ("亿元", "CNY", 1e8),
    ("cny", "CNY", 1.0),
    ("rmb", "CNY", 1.0),
    ("美元", "USD", 1.0),
    ("千美元", "USD", 1e3),
    ("万美元", "USD", 1e4),
    ("百万美元", "USD", 1e6),
    ("亿美元", "USD", 1e8),
    ("usd", "USD", 1.0),
    ("克", "kg", 1e-3),
    ("千克", "kg", 1.0),
    ("公斤", "kg", 1.0),
    ("kg", "kg", 1.0),
    ("吨", "kg", 1e3),
    ("t", "kg", 1e3),
    ("万吨", "kg", 1e7),
    ("千瓦时", "kWh", 1.0),
    ("度", "kWh", 1.0),
    ("kwh", "kWh", 1.0),
    ("兆瓦时", "kWh", 1e3),
    ("mwh", "kWh", 1e3),
    ("万千瓦时", "kWh", 1e4),
    ("万度", "kWh", 1e4),
    ("万kwh", "kWh", 1e4),
    ("亿千瓦时", "kWh", 1e8),
    ("千伏安", "kVA", 1.0),
    ("kva", "kVA", 1.0),
];

/// The unit that tables keep for `written`, and the factor to it.
pub fn kept(written: &str) -> Option<(&'static str, f64)> {
    let plain: String = written.trim().to_lowercase().replace(['·', '•', '.', ' '], "");
    UNITS.iter().find(|(form, ..)| *form == plain).map(|(_, unit, factor)| (*unit, *factor))
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
        assert_eq!(kept("万元"), Some(("CNY", 1e4)));
        assert_eq!(kept("kW·h"), Some(("kWh", 1.0)));
        assert_eq!((kept("吨"), kept("台")), (Some(("kg", 1e3)), None));
    }
}
