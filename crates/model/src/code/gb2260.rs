//! Codes of administrative divisions (GB/T 2260).
//!
//! The list holds every province, prefecture and county of China, the codes 71–79 under which official statistics report
//! development zones, and, marked as such, codes of the Yangtze River Delta that have since been abolished: files about
//! earlier years carry them. Abolished codes elsewhere are not listed and count as unknown.

use super::nearest_of;
use std::collections::HashMap;
use std::sync::LazyLock;

/// `code`, `name` and, for an abolished code, `-`; tab-separated, sorted by code.
const LIST: &str = include_str!("../../data/gb2260.txt");

/// What ends a name without being part of how people say it, longest first.
const SUFFIXES: &[&str] = &["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "区", "县", "盟"];
/// Peoples after whom autonomous divisions are named.
const PEOPLES: &[&str] = &[
    "各族",
    "壮族",
    "回族",
    "维吾尔",
    "土家族",
    "苗族",
    "藏族",
    "羌族",
    "彝族",
    "布依族",
    "侗族",
    "朝鲜族",
    "蒙古族",
    "蒙古",
    "哈萨克族",
    "哈萨克",
    "柯尔克孜",
    "傣族",
    "景颇族",
    "傈僳族",
    "白族",
    "哈尼族",
    "黎族",
    "畲族",
    "满族",
    "瑶族",
    "水族",
    "仡佬族",
    "土族",
    "撒拉族",
    "东乡族",
    "保安族",
    "裕固族",
    "锡伯",
    "塔吉克",
    "纳西族",
    "拉祜族",
    "佤族",
    "布朗族",
    "独龙族",
    "怒族",
    "普米族",
    "毛南族",
    "仫佬族",
];
/// Names that say what a code is, not where.
const GENERIC: &[&str] = &["市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"];

struct Division {
    code: &'static str,
    name: &'static str,
    current: bool,
}

static DIVISIONS: LazyLock<Vec<Division>> = LazyLock::new(|| {
    let parse = |line: &'static str| {
        let mut fields = line.split('\t');
        let (Some(code), Some(name)) = (fields.next(), fields.next()) else { unreachable!("checked by a test") };
        Division { code, name, current: fields.next().is_none() }
    };
    LIST.lines().map(parse).collect()
});

/// Codes by full name and by the name without its suffix; those in force first.
static BY_NAME: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut names: HashMap<_, Vec<&'static str>> = HashMap::new();
    for current in [true, false] {
        for division in DIVISIONS.iter().filter(|division| division.current == current) {
            if GENERIC.contains(&division.name) {
                continue;
            }
            let stem = stem(division.name);
            for form in [Some(division.name), (stem != division.name).then_some(stem)].into_iter().flatten() {
                let codes = names.entry(form).or_default();
                let in_force = codes.first().is_some_and(|first| find(first).is_some_and(|found| found.current));
                if current || !in_force {
                    codes.push(division.code);
                }
            }
        }
    }
    names
});

/// What is wrong with a text that should be a code of GB/T 2260.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionCodeFault {
    /// Not six digits.
    #[error("not six digits")]
    Form,
    /// The first two digits name no province.
    #[error("the first two digits name no province")]
    Province,
    /// The first four digits name no prefecture.
    #[error("the first four digits name no prefecture")]
    Prefecture,
    /// The prefecture exists, and the county does not.
    #[error("the last two digits name no county of the prefecture")]
    County,
}

/// Checks that `code` is six digits and on the list, in force or abolished.
pub fn check(code: &str) -> Result<(), RegionCodeFault> {
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(RegionCodeFault::Form);
    }
    if find(code).is_some() {
        Ok(())
    } else if find(&format!("{}0000", &code[..2])).is_none() {
        Err(RegionCodeFault::Province)
    } else if find(&format!("{}00", &code[..4])).is_none() {
        Err(RegionCodeFault::Prefecture)
    } else {
        Err(RegionCodeFault::County)
    }
}

/// Whether `code` is an own code (a functional area, a park, a foreign place): a letter, then letters, digits, `-`, `_`.
pub fn is_own(code: &str) -> bool {
    code.starts_with(|first: char| first.is_ascii_alphabetic())
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// The Chinese name of a listed code.
pub fn name(code: &str) -> Option<&'static str> {
    find(code).map(|division| division.name)
}

/// The code of the division above: of a county its prefecture, of a prefecture its province; `None` for a province and
/// for what is no listed code.
pub fn parent(code: &str) -> Option<String> {
    find(code)?;
    match code {
        province if province.ends_with("0000") => None,
        prefecture if prefecture.ends_with("00") => Some(format!("{}0000", &code[..2])),
        _ => Some(format!("{}00", &code[..4])),
    }
}

/// The listed code that a mistyped `code` most likely means: at most two edits away, the fewer the better, then with the
/// longest common beginning; for a place name, its code if it has just one.
pub fn nearest(code: &str) -> Option<&'static str> {
    match by_name(code.trim()) {
        [only] => Some(only),
        _ => nearest_of(code.trim(), DIVISIONS.iter().map(|division| division.code)),
    }
}

/// Every code with this Chinese name, given in full or without 省, 市, 区, 县 and the like; abolished codes only where
/// none in force has it. Provinces come before prefectures before counties of the same number.
pub fn by_name(name: &str) -> &'static [&'static str] {
    let exact = BY_NAME.get(name.trim());
    exact.map_or(&[], Vec::as_slice)
}

fn find(code: &str) -> Option<&'static Division> {
    DIVISIONS.binary_search_by(|division| division.code.cmp(code)).ok().map(|place| &DIVISIONS[place])
}

/// `name` as people say it: without the kind of division and without the peoples it is named after.
fn stem(name: &'static str) -> &'static str {
    let long_enough = |rest: &&str| rest.chars().count() >= 2;
    let Some(mut rest) = SUFFIXES.iter().find_map(|suffix| name.strip_suffix(suffix)).filter(long_enough) else {
        return name;
    };
    while let Some(shorter) = PEOPLES.iter().find_map(|people| rest.strip_suffix(people)).filter(long_enough) {
        rest = shorter;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_and_complete() {
        assert!(DIVISIONS.windows(2).all(|pair| pair[0].code < pair[1].code));
        assert!(LIST.lines().all(|line| matches!(line.split('\t').count(), 2 | 3)));
        let current: Vec<&str> = DIVISIONS.iter().filter(|d| d.current).map(|d| d.code).collect();
        assert_eq!(current.iter().filter(|code| code.ends_with("0000")).count(), 34);
        for division in DIVISIONS.iter() {
            assert_eq!(check(division.code), Ok(()));
            assert!(parent(division.code).is_none_or(|above| name(&above).is_some()), "{}", division.code);
        }
    }

    #[test]
    fn faults_say_which_part_is_unknown() {
        for (code, fault) in [
            ("31000", RegionCodeFault::Form),
            ("上海", RegionCodeFault::Form),
            ("310000000000", RegionCodeFault::Form),
            ("990000", RegionCodeFault::Province),
            ("319900", RegionCodeFault::Prefecture),
            ("310199", RegionCodeFault::County),
        ] {
            assert_eq!(check(code), Err(fault), "{code}");
        }
        for own in ["CHN", "X-YRD", "P-1"] {
            assert!(is_own(own));
        }
        assert!(!is_own("310000") && !is_own("X YRD") && !is_own(""));
    }

    #[test]
    fn codes_lead_to_names_and_upward() {
        assert_eq!(name("320509"), Some("吴江区"));
        assert_eq!(parent("320509").as_deref(), Some("320500"));
        assert_eq!(parent("320500").as_deref(), Some("320000"));
        assert_eq!(parent("320000"), None);
        assert_eq!(parent("429004").as_deref(), Some("429000"));
        assert_eq!(name("330104"), Some("江干区"), "abolished codes keep their names");
    }

    #[test]
    fn names_lead_to_codes() {
        for (name, codes) in [
            ("上海", vec!["310000"]),
            ("江苏", vec!["320000"]),
            ("广西", vec!["450000"]),
            ("恩施", vec!["422800", "422801"]),
            ("吉林", vec!["220000", "220200"]),
            ("黄山区", vec!["341003"]),
            ("吴江", vec!["320509"]),
            ("吴江市", vec!["320584"]),
            ("香港", vec!["810000"]),
            ("亚特兰蒂斯", vec![]),
        ] {
            assert_eq!(by_name(name), codes, "{name}");
        }
    }

    #[test]
    fn the_nearest_code_is_one_slip_away() {
        assert_eq!(nearest("31000"), Some("310000"));
        assert_eq!(nearest("3300000"), Some("330000"));
        assert_eq!(nearest("320590"), Some("320500"));
        assert_eq!(nearest("无锡市"), Some("320200"));
        assert_eq!(nearest("CN"), None);
    }
}
