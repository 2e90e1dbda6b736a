//! Names brought to a plain form.

use super::characters::SIMPLIFIED;
use liantu_model::code::gb2260;

/// A name in plain form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The name without its legal form, the place it begins with, brackets, spaces and punctuation, in simplified and
    /// lower-case characters.
    pub core: String,
    /// The province or city that the name begins with.
    pub place: Option<&'static str>,
    /// What stood in brackets, such as the place of a subsidiary: two subsidiaries are two bodies.
    pub qualifiers: Vec<String>,
    /// Whether it calls itself a group or a branch, and which.
    pub group: Option<&'static str>,
}

/// Legal forms, longest first, in their plain form. They tell apart no two bodies of one name.
const FORMS: &[&str] = &[
    "股份有限责任公司",
    "有限责任公司",
    "股份有限公司",
    "有限合伙企业",
    "股份公司",
    "有限公司",
    "责任公司",
    "有限合伙",
    "合伙企业",
    "总公司",
    "公司",
    "colimited",
    "companylimited",
    "corporation",
    "incorporated",
    "limited",
    "company",
    "coltd",
    "pteltd",
    "gmbh",
    "corp",
    "ltd",
    "inc",
    "llc",
    "plc",
    "ag",
    "co",
];

/// Words that make another body of the same name.
const GROUPS: &[(&str, &str)] = &[
    ("集团", "group"),
    ("group", "group"),
    ("分公司", "branch"),
    ("分厂", "branch"),
    ("办事处", "branch"),
    ("branch", "branch"),
];

/// Full-width letters, digits and signs made half-width.
pub fn half_width(text: &str) -> String {
    let plain = |character: char| match u32::from(character) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(character),
        0x3000 => ' ',
        _ => character,
    };
    text.chars().map(plain).collect()
}

fn simplified(character: char) -> char {
    match SIMPLIFIED.binary_search_by_key(&character, |pair| pair.0) {
        Ok(place) => SIMPLIFIED[place].1,
        Err(_) => character,
    }
}

/// The plain form of a name.
pub fn plain(name: &str) -> Plain {
    let text: String = half_width(name).chars().map(simplified).flat_map(char::to_lowercase).collect();
    let (mut outside, mut inside, mut qualifiers) = (String::new(), String::new(), Vec::new());
    let mut depth = 0usize;
    for character in text.chars() {
        match character {
            '(' | '[' | '{' | '【' | '〔' | '《' | '<' => depth += 1,
            ')' | ']' | '}' | '】' | '〕' | '》' | '>' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    qualifiers.push(std::mem::take(&mut inside));
                }
            }
            other if other.is_alphanumeric() => {
                if depth > 0 {
                    inside.push(other);
                } else {
                    outside.push(other);
                }
            }
            // `&` and `and` are one word.
            '&' if depth == 0 => outside.push_str("and"),
            _ => {}
        }
    }
    if !inside.is_empty() {
        qualifiers.push(inside);
    }
    // Legal forms and groups may stand in brackets too.
    let mut group = None;
    qualifiers.retain(|part| {
        let form = FORMS.contains(&part.as_str());
        let kind = GROUPS.iter().find(|(word, _)| word == part).map(|(_, kind)| *kind);
        group = group.or(kind);
        !form && kind.is_none() && !part.is_empty()
    });
    let (named, own) = core(&outside);
    let (place, core) = place(&named);
    qualifiers.sort();
    qualifiers.dedup();
    Plain { core: core.to_owned(), place, qualifiers, group: group.or(own) }
}

/// The name without legal forms at its end, and the group that it names; a name that is nothing but a form stays.
fn core(text: &str) -> (String, Option<&'static str>) {
    let (mut rest, mut group) = (text, None);
    loop {
        // A branch ends in a form too: look for it first.
        if let Some((shorter, kind)) = GROUPS
            .iter()
            .find_map(|(word, kind)| Some((rest.strip_suffix(word)?, *kind)))
            .filter(|(rest, _)| !rest.is_empty())
        {
            group = Some(kind);
            rest = shorter;
        } else if let Some(shorter) =
            FORMS.iter().find_map(|form| rest.strip_suffix(form)).filter(|rest| rest.chars().count() > 1)
        {
            rest = shorter;
        } else {
            return (rest.to_owned(), group);
        }
    }
}

/// The province or city that a name begins with, the narrower of two, and the rest: two characters at least.
fn place(name: &str) -> (Option<&'static str>, &str) {
    let (mut found, mut rest) = (None, name);
    // 浙江省杭州市…: a province and then a city.
    for _ in 0..2 {
        let ends: Vec<usize> = rest.char_indices().map(|(place, _)| place).collect();
        // 北京东方 is no 北京东: the longest prefix that is a name counts, and what is left is a name still.
        let longest = (2..=9usize).rev().filter(|count| count + 2 <= ends.len()).find_map(|count| {
            let codes = gb2260::by_name(&rest[..ends[count]]);
            codes.iter().find(|code| code.ends_with("00")).map(|code| (*code, ends[count]))
        });
        let Some((code, end)) = longest else { break };
        (found, rest) = (Some(code), &rest[end..]);
    }
    (found, rest)
}
