//! What one place issues and another accepts: certificates, test results, titles, goods on a white-list; and what is saved by
//! not doing it again.

use super::voucher::recognises;
use crate::agreement::{Agreement, PartyId};
use crate::clause::Terms;
use crate::deal_form::{CURRENCY, TEXTS, day, integer, money};
use crate::form::{boolean, choice, words};
use jiff::civil::Date;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;

/// The declaration.
pub const RECOGNITION: Method = Method {
    id: "recognition_check",
    version: 1,
    study: "cooperation",
    title: text("资质与结果互认核验", "Check of mutual recognition"),
    question: text(
        "一地出具的资质、检测结果、职称或清单物项在另一地是否承认，依据何条款、有何条件，免去多少重复？",
        "Is what one place has issued accepted in another, by which clause and on which condition, and what repetition is avoided?",
    ),
    formula: text(
        "承认，当且仅当当日有效的协议有 recognition 条款：subjects 含该事项、by 含使用地、of 含出具地；同一地自然承认。免去重复的次数 = 跨地且被承认者，节省 = 其重复费用之和。",
        "Accepted where an agreement in force on the day has a clause of recognition whose subjects have the subject, `by` the place of use and `of` the place of issue; a place accepts its own. Avoided: what is accepted across places; saved: the sum of their costs of doing it again.",
    ),
    limits: text(
        "地名可写协议方或其区域代码。条件原样列出，由经办人核对，不作判断。费用未知者不计入节省，另计次数。白名单物项即 subjects 中的事项，未列者不承认。",
        "Places are parties or the codes of their regions. A condition is shown and left to whoever decides. Unknown costs are counted apart from what is saved. Goods of a white-list are subjects too: what is not listed is not accepted.",
    ),
    reference: "—",
    aliases: &["recognition", "mutual_recognition", "互认", "检测结果互认", "白名单", "无户籍差异"],
    inputs: &[
        Input {
            table: "credential",
            columns: &["credential_id", "subject", "issued_in", "used_in", "date", "value", "unit"],
            optional: false,
        },
        TEXTS,
    ],
    parameters: &[choice(
        "by",
        &["credential", "subject"],
        "输出",
        "By",
        "逐项，或按事项合计",
        "Each, or sums by subject",
    )],
    outputs: &[
        words("credential_id", "编号", "Credential", "编号", "Identifier"),
        words("subject", "事项", "Subject", "事项", "What it is").required(),
        words("issued_in", "出具地", "Issued in", "出具地", "Place of issue"),
        words("used_in", "使用地", "Used in", "使用地", "Place of use"),
        day("day", "日期", "Day", "提交采信的日期", "Day on which it is presented"),
        boolean("recognised", "承认", "Recognised", "是否承认", "Whether it is accepted"),
        words(
            "reason",
            "依据",
            "Reason",
            "own、clause、no_agreement、other_subject、out_of_term",
            "own, clause, no_agreement, other_subject, out_of_term",
        ),
        words("agreement_id", "协议", "Agreement", "所依协议", "The agreement it rests on"),
        words("clause", "条款", "Clause", "条款", "The clause"),
        words("condition", "条件", "Condition", "条款所附条件", "The condition of the clause"),
        integer("presented", "提交", "Presented", "提交次数", "How many were presented"),
        integer("avoided", "免去重复", "Avoided", "免去的重复次数", "Repetitions avoided"),
        integer("unpriced", "费用未知", "Unpriced", "其中费用未知的次数", "Of these, cost unknown"),
        money("saved", "节省", "Saved", "节省的费用", "What is saved"),
        CURRENCY,
    ],
};

/// Whether a credential is accepted, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The place issued it itself.
    Own,
    /// By the clause at `clause` of the agreement at `agreement`.
    Clause {
        /// Place of the agreement.
        agreement: usize,
        /// Place of its clause.
        clause: usize,
    },
    /// Not: a clause between the two names it, but not on that day.
    OutOfTerm,
    /// Not: the two recognise other things of one another.
    OtherSubject,
    /// Not: nothing binds the two.
    NoAgreement,
}

impl Accepted {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Clause { .. } => "clause",
            Self::OutOfTerm => "out_of_term",
            Self::OtherSubject => "other_subject",
            Self::NoAgreement => "no_agreement",
        }
    }

    /// Whether it is accepted.
    pub const fn holds(self) -> bool {
        matches!(self, Self::Own | Self::Clause { .. })
    }
}

/// The party that is named by its identifier or its region.
fn party(agreement: &Agreement, place: &str) -> Option<PartyId> {
    let by_region = || agreement.parties.iter().position(|own| own.region.as_deref() == Some(place));
    agreement.party(place).or_else(|| by_region().and_then(|own| PartyId::try_from(own).ok()))
}

/// Whether `used_in` accepts on `day` a `subject` that `issued_in` has issued.
pub fn accepts(agreements: &[Agreement], subject: &str, issued_in: &str, used_in: &str, day: Date) -> Accepted {
    if issued_in == used_in {
        return Accepted::Own;
    }
    let mut found = Accepted::NoAgreement;
    for (place, agreement) in agreements.iter().enumerate() {
        let (Some(by), Some(of)) = (party(agreement, used_in), party(agreement, issued_in)) else { continue };
        if let Some(clause) = recognises(agreement, by, of, subject, day) {
            return Accepted::Clause { agreement: place, clause };
        }
        for clause in &agreement.clauses {
            let Terms::Recognition { subjects, by: who, of: whose, .. } = &clause.terms else { continue };
            if !who.contains(&by) || !whose.contains(&of) {
                continue;
            }
            if subjects.iter().any(|own| own == subject) {
                found = Accepted::OutOfTerm;
            } else if found == Accepted::NoAgreement {
                found = Accepted::OtherSubject;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agreement::{TEMPLATES, parse};

    #[test]
    fn recognition_goes_by_subject_place_and_day() {
        let text = TEMPLATES.iter().find(|template| template.kind == "recognition").unwrap().text;
        let agreements = [parse("r", text).0.unwrap()];
        let ask = |subject, from, to, day: &str| accepts(&agreements, subject, from, to, day.parse().unwrap());
        assert!(matches!(ask("provider", "west", "east", "2025-01-01"), Accepted::Clause { agreement: 0, .. }));
        assert!(ask("provider", "320500", "310000", "2025-01-01").holds());
        assert_eq!(ask("provider", "west", "east", "2027-01-01"), Accepted::OutOfTerm);
        assert_eq!(ask("title", "west", "east", "2025-01-01"), Accepted::OtherSubject);
        assert_eq!(ask("provider", "north", "east", "2025-01-01"), Accepted::NoAgreement);
        assert_eq!(ask("title", "west", "west", "2025-01-01"), Accepted::Own);
    }
}
