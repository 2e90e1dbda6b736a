//! Balance of rights: how evenly permissions, benefits and duties are shared out over the members of a co-operation, and
//! whether who has the one has the other.

use super::noted;
use liantu_model::declare::{number, parameter, words, words_given};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::sum;
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "rights_balance",
    version: 1,
    study: "structure",
    title: text("权力、利益、责任趋衡", "Balance of rights, benefits and duties"),
    question: text(
        "各成员政府的权力、利益、责任是否均衡、是否对等，谁偏离最远，是否随时间趋衡？",
        "Are permissions, benefits and duties shared evenly over the member governments, does who has the one bear the other, who is furthest off, and do they converge over time?",
    ),
    formula: text(
        "矩阵 v_mc：成员 m 在事项 c 上的数值，事项按类别 g（如 permission、benefit、duty）分组，权重 w_c。份额 s_mg = Σ_c w_c·v_mc/Σ_m v_mc ÷ Σ_c w_c。n 个成员，每类的趋衡指数 = 1 − ½Σ_m|s_mg − 1/n| ÷ (1 − 1/n)：完全均等为 1，一方独占为 0。两类之间的对等指数 = 1 − ½Σ_m|s_mg − s_mh|。整体为各类趋衡指数与各对对等指数的最小值。",
        "v_mc is what member m has of item c, items come in groups g (permission, benefit, duty), w_c are weights. Share s_mg = Σ_c w_c·v_mc/Σ_m v_mc over Σ_c w_c. With n members the balance of a group = 1 − ½Σ_m|s_mg − 1/n| over (1 − 1/n): 1 where all have the same, 0 where one has everything. Reciprocity of two groups = 1 − ½Σ_m|s_mg − s_mh|. The whole is the least of them all.",
    ),
    limits: text(
        "均等不等于公平：成员大小悬殊时，应看类别之间是否对等，而不是是否均等。份额只在同一事项内比较，事项之间靠权重。缺失不按零计，所属类别为空。",
        "Even is not fair: where members differ in size, look at reciprocity rather than balance. Shares compare within an item; between items the weights decide. Missing is not zero: the group is null.",
    ),
    reference: "Hoover, E. M. (1936). The measurement of industrial localization. Review of Economics and Statistics 18(4), 162–171. Duncan, O. D., Duncan, B. (1955). A methodological analysis of segregation indexes. American Sociological Review 20(2), 210–217.",
    aliases: &["convergence_of_rights", "权利趋衡", "责权利", "利益趋衡", "责任趋衡"],
    inputs: &[
        Input {
            table: "assessment",
            columns: &["scheme", "criterion", "subject", "period", "value", "observation"],
            optional: false,
        },
        Input {
            table: "criterion",
            columns: &["scheme", "criterion", "group", "weight", "start", "end"],
            optional: false,
        },
    ],
    parameters: &[
        words_given("scheme", "方案", "Scheme", "只看这一方案；省略则全部", "Only this scheme; all when absent"),
        parameter(
            "period",
            ParameterKind::Period,
            None,
            "时期",
            "Period",
            "只看这一时期；省略则每个时期分别计算",
            "Only this period; each on its own when absent",
        ),
    ],
    outputs: &[
        words("scheme", "方案", "Scheme", "评价方案", "The scheme"),
        words("period", "时期", "Period", "时期", "The period"),
        words(
            "level",
            "行",
            "Row",
            "member 成员的份额；group 一类的趋衡；pair 两类的对等；whole 整体",
            "member: its share; group: balance of a group; pair: reciprocity of two groups; whole",
        ),
        words("group", "类别", "Group", "权力、利益、责任等", "Permissions, benefits, duties, …"),
        words("other", "另一类别", "Other group", "与之比较的类别", "The group it is compared with"),
        words(
            "member",
            "成员",
            "Member",
            "member 行为该成员；其余为偏离最远者，按名称先者",
            "On rows of members the member; elsewhere the one furthest off, the first by name",
        ),
        number(
            "share",
            "份额",
            "Share",
            "该成员的份额；其余为偏离最远者的份额",
            "Its share; elsewhere that of the member furthest off",
        ),
        number(
            "deviation",
            "偏离",
            "Deviation",
            "与均等份额之差；pair 行为两类份额之差",
            "Share less the even one; on rows of pairs, less that of the other group",
        ),
        number("index", "指数", "Index", "1 为完全均衡或对等", "1: even, or fully reciprocal"),
    ],
};

/// What a member has of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    /// The item.
    pub item: u32,
    /// The member.
    pub member: u32,
    /// How much; `None`: unknown.
    pub value: Option<f64>,
}

/// The member furthest off: its share and its deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Furthest {
    /// The member.
    pub member: u32,
    /// Its share of the group.
    pub share: f64,
    /// The share less what it is compared with.
    pub deviation: f64,
}

/// An index and who is furthest off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The group.
    pub group: u32,
    /// The group it is compared with; `None`: with even shares.
    pub other: Option<u32>,
    /// Index and member; `None` where a share is unknown.
    pub result: Option<(f64, Furthest)>,
}

/// What is shared out, and how evenly.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Balance {
    /// Members, sorted.
    pub members: Vec<u32>,
    /// By group: the share of each member in their order.
    pub shares: Vec<(u32, Option<Vec<f64>>)>,
    /// Balance of each group, then reciprocity of each pair.
    pub measures: Vec<Measured>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

impl Balance {
    /// The least of all indices; `None` where one is unknown.
    pub fn whole(&self) -> Option<f64> {
        let indices: Option<Vec<f64>> = self.measures.iter().map(|one| one.result.map(|(index, _)| index)).collect();
        indices?.into_iter().reduce(f64::min)
    }
}

/// Shares and indices. `items` holds the group and the weight of each item. Every member that holds anything takes part in
/// every item; where it is not listed, its value is unknown.
pub fn rights_balance(items: &[(u32, f64)], holdings: &[Holding]) -> Balance {
    let members: Vec<u32> =
        holdings.iter().map(|holding| holding.member).collect::<BTreeSet<_>>().into_iter().collect();
    let mut held: BTreeMap<(u32, u32), Option<f64>> = BTreeMap::new();
    for holding in holdings {
        let usable = holding.value.filter(|value| value.is_finite() && *value >= 0.0);
        // Two values for one thing: neither is known.
        let said = held.entry((holding.item, holding.member)).or_insert(usable);
        *said = said.filter(|said| usable.is_some_and(|usable| usable.to_bits() == said.to_bits()));
    }
    let groups: BTreeSet<u32> = items.iter().map(|item| item.0).collect();
    let (mut unknown, mut empty) = (0, 0);
    let shares: Vec<(u32, Option<Vec<f64>>)> = groups
        .into_iter()
        .map(|group| {
            let (mut weights, mut parts) = (0.0, vec![0.0; members.len()]);
            let mut known = true;
            for (item, (_, weight)) in (0u32..).zip(items).filter(|(_, (own, weight))| *own == group && *weight > 0.0) {
                let values: Option<Vec<f64>> =
                    members.iter().map(|&member| held.get(&(item, member)).copied().flatten()).collect();
                let Some(values) = values else {
                    unknown += 1;
                    known = false;
                    continue;
                };
                let total = sum(values.iter().copied());
                if total <= 0.0 {
                    empty += 1;
                    continue;
                }
                weights += weight;
                for (part, value) in parts.iter_mut().zip(values) {
                    *part += weight * (value / total);
                }
            }
            let shares = (known && weights > 0.0).then(|| parts.iter().map(|part| part / weights).collect());
            (group, shares)
        })
        .collect();
    let even = 1.0 / members.len() as f64;
    let mut measures: Vec<Measured> = shares
        .iter()
        .map(|(group, own)| {
            let own = own.as_ref().filter(|_| members.len() > 1);
            let result = own.map(|own| measured(&members, own, &vec![even; own.len()], 1.0 - even));
            Measured { group: *group, other: None, result }
        })
        .collect();
    for (place, (group, own)) in shares.iter().enumerate() {
        for (other, theirs) in &shares[place + 1..] {
            let both = own.as_ref().zip(theirs.as_ref());
            let result = both.map(|(own, theirs)| measured(&members, own, theirs, 1.0));
            measures.push(Measured { group: *group, other: Some(*other), result });
        }
    }
    let findings = [noted("STR804", "assessment", unknown), noted("STR805", "assessment", empty)];
    Balance { members, shares, measures, findings: findings.into_iter().flatten().collect() }
}

fn measured(members: &[u32], own: &[f64], against: &[f64], most: f64) -> (f64, Furthest) {
    let gaps = || own.iter().zip(against).map(|(own, against)| own - against);
    let index = 1.0 - 0.5 * sum(gaps().map(f64::abs)) / most;
    // Shares that differ by rounding alone are the same.
    let ahead = |one: f64, two: f64| one.abs() > two.abs() + 1e-12;
    let mut furthest = Furthest { member: members[0], share: own[0], deviation: own[0] - against[0] };
    for ((&member, &share), deviation) in members.iter().zip(own).zip(gaps()) {
        if ahead(deviation, furthest.deviation) {
            furthest = Furthest { member, share, deviation };
        }
    }
    (index, furthest)
}
