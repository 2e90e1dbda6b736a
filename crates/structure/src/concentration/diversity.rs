//! Diversity: how many industries a region spreads its activity over, and how like the reference it is.

use super::{Table, both, defined};
use crate::declare::{PANEL, integer, number, parameter};
use crate::panel::{Panel, at};
use crate::profile::Absent;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::Nullable;
use liantu_numeric::inequality::{entropy, gini, hoover};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "diversity",
    version: 1,
    study: "structure",
    title: text("产业多样性", "Diversity"),
    question: text(
        "一个区域的产业有多少样，是相关的还是不相关的多样，与整体有多像？",
        "How varied are the industries of a region, is the variety related or unrelated, and how like the whole is it?",
    ),
    formula: text(
        "s_a 为行业在本区域的份额，t_a 为全部区域之和的份额。香农熵 H = −Σ s ln s；均匀度 H/ln n；有效行业数 exp H。按行业代码前缀分组 g（P_g 为组份额）：不相关多样性 −Σ P_g ln P_g，相关多样性 Σ P_g H_g，两者之和恰为 H。哈奇曼 1/Σ(s²/t) ∈ (0, 1]；专业化胡佛 ½ Σ|s − t|；专业化基尼：行业按 s/t 排序的洛伦兹曲线。",
        "s_a is the share of an industry in the region, t_a that in the sum of all regions. Shannon entropy H = −Σ s ln s; evenness H/ln n; effective number of industries exp H. With industries grouped by the prefix of their codes (P_g the share of group g): unrelated variety −Σ P_g ln P_g, related variety Σ P_g H_g, which add up to H. Hachman 1/Σ(s²/t) in (0, 1]; Hoover specialisation ½ Σ|s − t|; specialisation Gini along the Lorenz curve with industries in order of s/t.",
    ),
    limits: text(
        "熵取自然对数，除以 ln 2 得比特。依赖行业分类的粗细。缺失的行业不参与（参照同去）；有负值或合计不为正时为空；n = 1 时均匀度为空；prefix 为 0 时相关与不相关多样性为空。",
        "Entropy is in natural units; divide by ln 2 for bits. Depends on the grain of the classification. A missing industry is left out on both sides; null with a negative value or without a positive sum; evenness is null for n = 1, related and unrelated variety when prefix is 0.",
    ),
    reference: "Shannon, C. E. (1948). A mathematical theory of communication. Frenken, K., Van Oort, F., Verburg, T. (2007). Related variety, unrelated variety and regional economic growth. Regional Studies 41(5), 685–697. Hachman, F. (1995), University of Utah.",
    aliases: &["shannon", "entropy", "hachman", "related_variety", "variety", "多样化", "香农熵", "相关多样性"],
    inputs: &[PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        parameter(
            "prefix",
            ParameterKind::Integer { min: 0, max: 9 },
            Some("0"),
            "分组位数",
            "Characters of a group",
            "行业代码的前几位相同即为相关；0 为不分组",
            "Industries whose codes begin with the same so many characters count as related; 0 for no groups",
        ),
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        integer("industries", "行业数", "Industries", "数值大于零的行业个数", "Industries with a value above zero"),
        number("entropy", "香农熵", "Shannon entropy", "自然对数", "In natural units"),
        number(
            "evenness",
            "均匀度",
            "Evenness",
            "熵与该时期行业数的最大熵之比",
            "Entropy over its maximum for the industries of the period",
        ),
        number(
            "effective_industries",
            "有效行业数",
            "Effective industries",
            "同样熵值的均匀分布的行业数",
            "How many equal industries have the same entropy",
        ),
        number("unrelated_variety", "不相关多样性", "Unrelated variety", "组间的熵", "Entropy between groups"),
        number(
            "related_variety",
            "相关多样性",
            "Related variety",
            "组内熵的加权平均",
            "Weighted mean entropy within groups",
        ),
        number("hachman", "哈奇曼指数", "Hachman index", "1 为与整体相同", "1 means as the whole"),
        number("hoover", "专业化胡佛指数", "Hoover specialisation", "克鲁格曼指数的一半", "Half the Krugman index"),
        number("gini", "专业化基尼系数", "Specialisation Gini", "0 为与整体相同", "0 means as the whole"),
    ],
};

/// The measures of each region in each period, sorted by period and region.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diversity {
    /// The period.
    pub period: Vec<u32>,
    /// The region.
    pub region: Vec<u32>,
    /// Industries with a value above zero.
    pub industries: Vec<u32>,
    /// Entropy, evenness, effective number, unrelated and related variety, Hachman, Hoover and Gini, in this order.
    pub measures: [Nullable; 8],
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The diversity of each region. `group` names the group of each industry, where variety is told apart.
///
/// # Panics
///
/// If `group` does not name one for every industry.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "industries are counted in 32 bits")]
pub fn diversity(panel: &Panel<'_>, group: Option<&[u32]>, absent: Absent) -> Diversity {
    assert!(group.is_none_or(|group| group.len() == panel.shape().industries as usize), "a group for every industry");
    let mut result = Diversity::default();
    let mut rows: Vec<[Option<f64>; 8]> = Vec::new();
    for table in Table::all(panel, absent, &mut result.findings) {
        let total = table.of_industries();
        let measure = |region: usize| {
            let row = table.row(region);
            let present = row.iter().filter(|value| **value > 0.0).count();
            let Some((own, base)) = both(row, &total) else { return (present, [None; 8]) };
            let all = entropy(&own);
            let even = (own.len() > 1).then(|| all / (own.len() as f64).ln());
            let unrelated = group.map(|group| {
                let mut parts: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
                for (value, industry) in row.iter().zip(&table.industries).filter(|(value, _)| !value.is_nan()) {
                    *parts.entry(group[*industry as usize]).or_default() += value;
                }
                entropy(&parts.into_values().collect::<Vec<_>>())
            });
            let (whole, sum) = (liantu_numeric::sum(own.iter().copied()), liantu_numeric::sum(base.iter().copied()));
            let shares = own.iter().zip(&base).filter(|(value, _)| **value > 0.0);
            let hachman = 1.0 / liantu_numeric::sum(shares.map(|(value, base)| (value / whole).powi(2) / (base / sum)));
            let measures = [
                Some(all),
                even,
                Some(all.exp()),
                unrelated,
                unrelated.map(|unrelated| (all - unrelated).max(0.0)),
                Some(hachman),
                Some(hoover(&own, &base)),
                Some(gini(&own, &base)),
            ];
            (present, measures.map(|measure| measure.and_then(defined)))
        };
        let measured: Vec<_> = (0..table.regions.len()).into_par_iter().map(measure).collect();
        for (place, (present, measures)) in measured.into_iter().enumerate() {
            result.period.push(table.period);
            result.region.push(table.regions[place]);
            result.industries.push(present as u32);
            rows.push(measures);
        }
    }
    result.measures = std::array::from_fn(|place| rows.iter().map(|row| row[place]).collect());
    let undefined = result.measures[0].undefined();
    if undefined > 0 {
        result.findings.push(at("STR105", None, undefined));
    }
    result
}
