//! What this room itself may find: only what no single study can see.

use liantu_model::text::text;
use liantu_model::{Diagnostic, Explanation, Place, Severity};

/// A number of a result that is none.
pub(crate) const UNBOUNDED: Explanation = Explanation {
    code: "ENG101",
    severity: Severity::Error,
    title: text("结果超出数的范围，记为空", "A result lies beyond the range of numbers and is null"),
    body: text(
        "计算中出现大于约 1.8×10³⁰⁸ 的数，或由它得到的不定值。这样的结果不可信，记为空而不写成无穷大。通常是某个数值的单位写错（多了许多零），或一列中的数相差过大。\n\n怎么办：查看该列所用的最大数值，更正或改用较大的单位。",
        "The computation met a number above about 1.8×10³⁰⁸, or something undefined that follows from one. Such a result means nothing: it is null and never written as infinity. Usually the unit of a value is wrong by many zeros, or the values of a column differ too much in size.\n\nWhat to do: look at the largest values that went in, and correct them or use a larger unit.",
    ),
};

/// Rows of an indicator that belong to no region.
pub(crate) const UNPLACED: Explanation = Explanation {
    code: "ENG102",
    severity: Severity::Note,
    title: text("有行未注明区域，不参与", "Rows that name no region take no part"),
    body: text(
        "该指标有若干行没有区域代码。比较区域的方法无从安置它们，因此不计入任何区域，也不计入合计。\n\n怎么办：若应属某一区域，请补上代码。",
        "Some rows of the indicator have no code of a region. A method that compares regions cannot place them: they count for no region and in no sum.\n\nWhat to do: where they belong to a region, give its code.",
    ),
};

/// So many rows of the indicator table name no region.
pub(crate) fn unplaced(rows: u64) -> Diagnostic {
    let place = Place { resource: "indicator".to_owned(), field: Some("region".to_owned()), ..Place::default() };
    Diagnostic::new(&UNPLACED, place).found(rows.to_string())
}

/// Every diagnostic of this room.
pub(crate) const CATALOGUE: &[Explanation] = &[UNBOUNDED, UNPLACED];
