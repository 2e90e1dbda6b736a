//! What a label says about its row or column.

/// What a row or a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    Sector,
    /// A category of final demand.
    Demand,
    /// Exports out of the table.
    Export,
    /// Imports from outside of the table.
    Import,
    /// Value added and other primary inputs.
    Added,
    /// Anything else that sectors use or emit.
    Extension,
    /// Total output, or total input.
    Output,
    /// A sum of others.
    Total,
}

impl Role {
    /// Whether it is used without being made by a sector of the table.
    pub(crate) fn is_factor(self) -> bool {
        matches!(self, Self::Added | Self::Import | Self::Extension)
    }
}

/// Codes, compared whole, in capitals.
const CODES: &[(Role, &[&str])] = &[
    (Role::Output, &["GO", "OUT", "OUTPUT", "X", "TI", "XOUT", "T007", "T008"]),
    (Role::Total, &["TII", "TIU", "TFU", "TVA", "TOTAL", "T001", "T004", "T005", "T006", "TOT", "SUM", "II_FOB"]),
    (Role::Export, &["EX", "EXP", "F040", "F04000"]),
    (Role::Import, &["IM", "IMP", "S003", "S00300"]),
    (
        Role::Added,
        &[
            "VA", "VALU", "TLS", "TAXSUB", "COE", "GOS", "NTZ", "TXSP", "EXP_ADJ", "PURR", "PURNR", "INTTTM",
            // Eurostat: taxes less subsidies on products, purchases of residents and non-residents, components.
            "D21X31", "OP_RES", "OP_NRES", "D1", "D29X39", "B2A3G",
        ],
    ),
    (
        Role::Demand,
        &[
            "HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "NONRES", "FD", "TC", "CONS_H", "CONS_NP", "CONS_G",
            "INVEN", "P3_S13", "P3_S14", "P3_S15", "P51G", "P5M",
        ],
    ),
];

/// Parts of words, in the order in which they decide.
const PARTS: &[(Role, &[&str])] = &[
    // What closes the columns of multi-regional tables beside value added: these hold words of exports and purchases.
    (
        Role::Added,
        &["cif/ fob", "cif/fob", "purchases abroad", "purchases on the domestic", "transport margin", "net taxes"],
    ),
    (Role::Total, &["合计", "小计", "total intermediate", "total final", "total value added"]),
    (Role::Output, &["总产出", "总投入", "total output", "gross output", "total input", "output at basic"]),
    (Role::Export, &["出口", "export"]),
    (Role::Import, &["进口", "import"]),
    (
        Role::Added,
        &[
            "报酬",
            "生产税",
            "折旧",
            "盈余",
            "增加值",
            "value added",
            "compensation",
            "surplus",
            "taxes",
            "subsidies",
            "depreciation",
            "consumption of fixed capital",
            "primary input",
            "wages",
            "mixed income",
            "operating income",
            "rents on land",
            "royalties on resources",
        ],
    ),
    (
        Role::Demand,
        &[
            "消费",
            "资本形成",
            "存货",
            "库存",
            "最终使用",
            "最终需求",
            "final demand",
            "final use",
            "consumption",
            "household",
            "government expenditure",
            "capital formation",
            "inventor",
            "investment",
            "valuables",
        ],
    ),
];

/// The role that a label tells, if it is in the lists.
pub(crate) fn known(label: &str) -> Option<Role> {
    let label = label.trim();
    let capitals = label.to_uppercase();
    if let Some((role, _)) = CODES.iter().find(|(_, codes)| codes.contains(&capitals.as_str())) {
        return Some(*role);
    }
    let small = label.to_lowercase();
    if let Some((role, _)) = PARTS.iter().find(|(_, parts)| parts.iter().any(|part| small.contains(part))) {
        return Some(*role);
    }
    // Families of codes: FU201 and F02E00 are uses, VA001 and V00100 value added.
    let numbered = |prefix: &str| {
        capitals.strip_prefix(prefix).is_some_and(|rest| rest.len() >= 2 && rest.as_bytes()[0].is_ascii_digit())
    };
    if ["FU", "F"].iter().any(|prefix| numbered(prefix)) {
        return Some(Role::Demand);
    }
    ["VA", "V"].iter().any(|prefix| numbered(prefix)).then_some(Role::Added)
}

/// Whether a word beside a label says that a row is imported.
pub(crate) fn is_import(word: &str) -> bool {
    ["import", "imports", "imported", "进口", "进口品"].contains(&word.trim().to_lowercase().as_str())
}

/// The first year in a name.
pub(crate) fn year(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    let digit = |place: usize| bytes.get(place).is_some_and(u8::is_ascii_digit);
    let alone = |place: usize| !digit(place + 4) && place.checked_sub(1).is_none_or(|before| !digit(before));
    let century = |window: &[u8]| matches!(&window[..2], b"19" | b"20");
    bytes
        .windows(4)
        .enumerate()
        .find(|(place, window)| window.iter().all(u8::is_ascii_digit) && alone(*place) && century(window))
        .map(|(_, window)| String::from_utf8_lossy(window).into_owned())
}

/// The region of a national table, by the name of the object or file.
pub(crate) fn nation(name: &str) -> String {
    let small = name.to_lowercase();
    let china = ["china", "chn", "中国", "全国"].iter().any(|word| small.contains(word));
    if china { "CHN" } else { "nation" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_tell_what_they_are() {
        for (label, role) in [
            ("HFCE", Some(Role::Demand)),
            ("FU201", Some(Role::Demand)),
            ("F04000", Some(Role::Export)),
            ("城镇居民消费", Some(Role::Demand)),
            ("VA002", Some(Role::Added)),
            ("V00100", Some(Role::Added)),
            ("劳动者报酬", Some(Role::Added)),
            ("中间投入合计", Some(Role::Total)),
            ("TVA", Some(Role::Total)),
            ("总产出", Some(Role::Output)),
            ("IM", Some(Role::Import)),
            ("农林牧渔业", None),
            ("c15", None),
        ] {
            assert_eq!(known(label), role, "{label}");
        }
        assert_eq!(year("china_2017_42"), Some("2017".to_owned()));
        assert_eq!((year("code 120175"), year("wiot")), (None, None));
    }
}
