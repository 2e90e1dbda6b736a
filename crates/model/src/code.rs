//! Codes of standards, and what is wrong with a text that should be one.

pub mod gb2260;
pub mod gbt4754;
pub mod uscc;

use serde::Serialize;

/// A system of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodeSystem {
    /// GB/T 2260 administrative divisions (six digits), or an own code that starts with a letter (functional areas,
    /// parks, foreign places).
    Region,
    /// GB/T 4754-2017 industries: a section letter, then two to four digits (`C`, `C39`, `C397`, `C3973`; digits alone
    /// are read too), or an own aggregate that starts with `x-`.
    Industry,
    /// GB 32100 unified social credit code: 18 characters with a check character.
    SocialCredit,
}
