//! Data assets and credit records: who may hold, use, operate them, for what, and what a use costs.

use crate::deal_form::{CURRENCY, day, integer, money};
use crate::form::{boolean, choice, words};
use crate::money::Currency;
use jiff::civil::Date;
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, Period};

/// The declaration.
pub const DATA_USAGE: Method = Method {
    id: "data_usage",
    version: 2,
    study: "cooperation",
    title: text("数据与信用信息使用审查", "Use of data and credit records"),
    question: text(
        "每次使用或查询有没有授权、凭何授权、应付多少，谁越权？",
        "Was each use or request covered by a right, by which, what is due for it, and who went beyond?",
    ),
    formula: text(
        "使用成立，当且仅当有一项授权：资产、使用方、权利（hold、use、operate）相同，用途相同或授权不限用途，起始日 ≤ 日期 < 终止日。多项成立时取单价最低者（货币不同则不比较，取先列者）。不成立时给出最接近的原因：no_grant、other_right、other_purpose、out_of_term。",
        "A use is covered where a grant has its asset, user and right (hold, use, operate), its purpose or none, and start ≤ day < end; of several the cheapest (of different currencies, which are not compared, the first listed). Where none has, the nearest reason is given: no_grant, other_right, other_purpose, out_of_term.",
    ),
    limits: text(
        "没有授权即拒绝。三权互不包含：有经营权不等于有使用权。信用信息由信用主体授权（holder）。单价空白为无偿。",
        "What is not granted is refused. No right contains another: to operate is not to use. Credit records are granted by the firm that they are about (holder). A grant without price is free.",
    ),
    reference: "中共中央、国务院《关于构建数据基础制度更好发挥数据要素作用的意见》（2022）；Saltzer, J. H., Schroeder, M. D. (1975). The protection of information in computer systems. Proceedings of the IEEE 63(9), 1278–1308.",
    aliases: &["data_asset", "access_control", "数据确权", "信用互通", "访问控制"],
    inputs: &[
        Input { table: "data_use", columns: &["use_id", "asset", "user", "right", "purpose", "date"], optional: false },
        Input {
            table: "data_grant",
            columns: &["grant_id", "asset", "holder", "user", "right", "purpose", "value", "unit", "start", "end"],
            optional: true,
        },
    ],
    parameters: &[choice(
        "by",
        &["use", "pair"],
        "输出",
        "By",
        "逐次使用，或按使用方与授权方合计",
        "Each use, or sums by user and holder",
    )],
    outputs: &[
        words("use_id", "使用", "Use", "日志编号", "Entry of the log"),
        words("asset", "数据资产", "Asset", "数据资产", "The data"),
        words("user", "使用方", "User", "使用方", "Who used it").required(),
        words("right", "权利", "Right", "hold、use、operate", "hold, use, operate"),
        day("day", "日期", "Day", "日期", "The day"),
        boolean("allowed", "允许", "Allowed", "是否有授权", "Whether a grant covers it"),
        words("reason", "原因", "Reason", "不允许的原因", "Why it is not"),
        words("grant_id", "授权", "Grant", "所凭授权", "The grant it rests on"),
        words("holder", "授权方", "Holder", "授权方", "Who granted it"),
        integer("uses", "次数", "Uses", "使用次数", "How often"),
        money("charge", "应付", "Charge", "使用方应付授权方", "What the user owes the holder"),
        CURRENCY,
    ],
};

/// The three rights in data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// 持有权.
    Hold,
    /// 使用权.
    Use,
    /// 经营权.
    Operate,
}

impl Right {
    /// Reads the word of the tables.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "hold" => Some(Self::Hold),
            "use" => Some(Self::Use),
            "operate" => Some(Self::Operate),
            _ => None,
        }
    }
}

/// A right that was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The asset.
    pub asset: String,
    /// To whom.
    pub user: String,
    /// Which right.
    pub right: Right,
    /// What for; anything where absent.
    pub purpose: Option<String>,
    /// When.
    pub valid: Period,
    /// Price of one use, in minor units.
    pub price: i64,
    /// In what.
    pub currency: Currency,
}

/// A use, as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The asset.
    pub asset: String,
    /// By whom.
    pub user: String,
    /// As which right.
    pub right: Right,
    /// What for.
    pub purpose: Option<String>,
    /// When.
    pub day: Date,
}

/// Why a use is not covered, from far to near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denied {
    /// Nothing of the asset was granted to the user.
    NoGrant,
    /// Another right was.
    OtherRight,
    /// The right was, for another purpose.
    OtherPurpose,
    /// The right was, at another time.
    OutOfTerm,
}

impl Denied {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NoGrant => "no_grant",
            Self::OtherRight => "other_right",
            Self::OtherPurpose => "other_purpose",
            Self::OutOfTerm => "out_of_term",
        }
    }
}

/// The grant that covers each use, by its place; the cheapest of several (of one currency; else the first). Whatever is not
/// granted is denied.
pub fn authorise(grants: &[Grant], log: &[Usage]) -> Vec<Result<usize, Denied>> {
    let judge = |grant: &Grant, usage: &Usage| {
        if grant.asset != usage.asset || grant.user != usage.user {
            Err(Denied::NoGrant)
        } else if grant.right != usage.right {
            Err(Denied::OtherRight)
        } else if grant.purpose.is_some() && grant.purpose != usage.purpose {
            Err(Denied::OtherPurpose)
        } else if !grant.valid.contains(usage.day) {
            Err(Denied::OutOfTerm)
        } else {
            Ok(())
        }
    };
    let one = |usage: &Usage| {
        let mut nearest = Denied::NoGrant;
        let mut best: Option<usize> = None;
        for (place, grant) in grants.iter().enumerate() {
            if let Err(denied) = judge(grant, usage) {
                nearest = nearest.max(denied);
                continue;
            }
            let cheaper = |other: usize| grants[other].currency == grant.currency && grants[other].price > grant.price;
            if best.is_none_or(cheaper) {
                best = Some(place);
            }
        }
        best.ok_or(nearest)
    };
    log.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The whole matrix of assets, users, rights, purposes and days: what no grant covers is denied, whatever else is granted,
        /// and what is allowed rests on a grant that covers it.
        #[test]
        fn what_is_not_granted_is_denied(granted in prop::collection::vec((0usize..2, 0usize..3, 0usize..3, prop::option::of(0usize..2), 0i16..3), 0..8)) {
            let rights = [Right::Hold, Right::Use, Right::Operate];
            let name = |kind: &str, number: usize| format!("{kind}{number}");
            let grants: Vec<Grant> = granted.iter().map(|&(asset, user, right, purpose, year)| Grant {
                asset: name("asset", asset), user: name("user", user), right: rights[right], purpose: purpose.map(|own| name("for", own)),
                valid: (2020 + year).to_string().parse().unwrap(), price: 0, currency: Currency::CNY,
            }).collect();
            for (cell, year) in (0..2 * 3 * 3 * 3).flat_map(|cell| [(cell, 0i16), (cell, 1), (cell, 2)]) {
                let (asset, user, right, purpose) = (cell % 2, cell / 2 % 3, cell / 6 % 3, cell / 18);
                let usage = Usage {
                    asset: name("asset", asset), user: name("user", user), right: rights[right],
                    purpose: (purpose < 2).then(|| name("for", purpose)), day: Date::new(2020 + year, 6, 1).unwrap(),
                };
                let covered = granted.iter().any(|own| {
                    (own.0, own.1, own.2, own.4) == (asset, user, right, year) && own.3.is_none_or(|own| own == purpose)
                });
                let found = authorise(&grants, std::slice::from_ref(&usage))[0];
                prop_assert_eq!(found.is_ok(), covered);
                if let Ok(place) = found {
                    let own = &grants[place];
                    prop_assert!(own.asset == usage.asset && own.user == usage.user && own.right == usage.right && own.valid.contains(usage.day));
                }
            }
        }
    }
}
