//! Codes of the standards: what a cell means, or what is wrong with it.

use crate::catalogue::cells;
use crate::cell::number::halfwidth;
use liantu_model::code::gb2260::{self, RegionCodeFault};
use liantu_model::code::gbt4754::{self, IndustryCodeFault};
use liantu_model::code::uscc::{self, UsccFault};
use liantu_model::{Explanation, Words};

/// Why a text is no code.
#[derive(Clone, Debug)]
pub(crate) struct CodeFault {
    pub(crate) page: &'static Explanation,
    pub(crate) expected: Words,
    pub(crate) help: Option<Words>,
}

fn did_you_mean(code: &str, name: Option<&str>) -> Words {
    let name = name.map(|name| format!(" ({name})")).unwrap_or_default();
    Words::new(format!("最接近的代码是 {code}{name}"), format!("the nearest known code is {code}{name}"))
}

/// What a name that several places have may mean.
fn one_of(codes: &[&str]) -> Words {
    let named = |code: &&str| format!("{code} ({})", gb2260::name(code).unwrap_or_default());
    let list: Vec<String> = codes.iter().take(5).map(named).collect();
    Words::new(format!("同名的有 {}", list.join("、")), format!("several places are called so: {}", list.join(", ")))
}

fn zero_in_front(code: &str, padded: &str) -> CodeFault {
    CodeFault {
        page: &cells::ZEROS_LOST,
        expected: Words::same(padded),
        help: Some(Words::new(
            format!("{code} 前面少了一个 0；请把该列设为文本格式"),
            format!("a 0 is missing in front of {code}; format the column as text"),
        )),
    }
}

/// What a text in a region column is.
#[derive(Clone, Debug)]
pub(crate) enum RegionCode {
    /// A code of the standard.
    Standard,
    /// An own code: fine if it is declared.
    Own,
    /// Neither: fine if it is declared (a code that the list does not have).
    Wrong(Box<CodeFault>),
}

/// Judges a region code.
pub(crate) fn region(code: &str) -> RegionCode {
    let Err(fault) = gb2260::check(code) else { return RegionCode::Standard };
    if gb2260::is_own(code) {
        return RegionCode::Own;
    }
    let expected = match fault {
        RegionCodeFault::Form => Words::new(
            "GB/T 2260 的六位代码，或以字母开头的自定代码",
            "six digits of GB/T 2260, or an own code that starts with a letter",
        ),
        RegionCodeFault::Province => {
            Words::new("前两位是省级代码的六位代码", "a code whose first two digits name a province")
        }
        RegionCodeFault::Prefecture => {
            Words::new("前四位是地级代码的六位代码", "a code whose first four digits name a prefecture")
        }
        RegionCodeFault::County => Words::new("该地级单位所辖县级代码", "a code of a county of that prefecture"),
    };
    let help = match gb2260::by_name(code) {
        several @ [_, _, ..] => Some(one_of(several)),
        _ => gb2260::nearest(code).map(|code| did_you_mean(code, gb2260::name(code))),
    };
    RegionCode::Wrong(Box::new(CodeFault { page: &cells::REGION_UNKNOWN, expected, help }))
}

/// The stored form of an industry code.
pub(crate) fn industry(code: &str) -> Result<String, Box<CodeFault>> {
    if let Some(stored) = gbt4754::canonical(code) {
        return Ok(stored);
    }
    let padded = format!("0{code}");
    if code.len() < 4 && code.bytes().all(|b| b.is_ascii_digit()) && gbt4754::check(&padded).is_ok() {
        return Err(Box::new(zero_in_front(code, &padded)));
    }
    let expected = match gbt4754::check(code) {
        Err(IndustryCodeFault::Section(_)) => Words::new("A 到 T 的门类字母", "a section letter from A to T"),
        Err(IndustryCodeFault::Letter(letter)) => Words::new(
            format!("属于门类 {letter} 的代码"),
            format!("a code of section {letter}, to which the division belongs"),
        ),
        _ => Words::new("GB/T 4754-2017 的代码", "a code of GB/T 4754-2017"),
    };
    let help = gbt4754::nearest(code).map(|code| did_you_mean(code, gbt4754::name(code)));
    Err(Box::new(CodeFault { page: &cells::INDUSTRY_UNKNOWN, expected, help }))
}

/// The stored form of a code of the Harmonised System.
pub(crate) fn goods(code: &str) -> Result<String, Box<CodeFault>> {
    let stored: String = halfwidth(code).chars().filter(|c| !c.is_whitespace() && *c != '.').collect();
    let digits = stored.bytes().all(|byte| byte.is_ascii_digit());
    if digits && matches!(stored.len(), 3 | 5 | 7 | 9) {
        return Err(Box::new(zero_in_front(code, &format!("0{stored}"))));
    }
    if digits && matches!(stored.len(), 2 | 4 | 6 | 8 | 10) {
        return Ok(stored);
    }
    let expected = Words::new("8 位或 10 位数字（统计中可为 2、4、6 位）", "8 or 10 digits (2, 4 or 6 in statistics)");
    let help = Words::new("对照税则核对", "compare it with the tariff");
    Err(Box::new(CodeFault { page: &cells::GOODS_UNKNOWN, expected, help: Some(help) }))
}

/// The stored form of a unified social credit code: half width, capitals, no blanks or hyphens.
pub(crate) fn credit(code: &str) -> Result<String, Box<CodeFault>> {
    let mut stored = halfwidth(code);
    stored.retain(|c| !c.is_whitespace() && c != '-');
    stored.make_ascii_uppercase();
    let fault = match uscc::check(&stored) {
        Ok(()) => return Ok(stored),
        Err(fault) => fault,
    };
    let expected = match fault {
        UsccFault::Length(_) => Words::new("18 位", "18 characters"),
        UsccFault::Character(_, place) => Words::new(
            format!("第 {place} 位为数字或除 I、O、S、V、Z 外的大写字母"),
            format!("a digit or a capital other than I, O, S, V, Z as character {place}"),
        ),
        UsccFault::Check(character) => {
            Words::new(format!("校验码 {character}"), format!("the check character {character}"))
        }
    };
    let help =
        Words::new("对照营业执照核对；不知道则留空", "compare it with the licence; leave it blank where unknown");
    Err(Box::new(CodeFault { page: &cells::CREDIT_CODE_INVALID, expected, help: Some(help) }))
}
