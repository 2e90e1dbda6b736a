//! Mutual entry: who has set up how many branches in whose territory, and whether the others have done likewise.

use crate::catalogue::found;
use crate::declare::{REGIONS, count, number, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "mutual_entry",
    version: 1,
    study: "network",
    title: text("相互引入", "Mutual entry"),
    question: text(
        "各地的机构在对方设立了多少分支？是相互引入，还是单向进入？",
        "How many branches have the places set up in each other? Do they let each other in, or does one enter the other?",
    ),
    formula: text(
        "M_ij 为上级主体在 i 地、自身在 j 地的主体数。对称度：一对 = 2·min(M_ij, M_ji)/(M_ij + M_ji)；整体 = Σ_{i<j} 2·min(M_ij, M_ji)/Σ_{i≠j} M_ij，1 为完全相互，0 为全部单向；没有分支则为空。",
        "M_ij counts actors in j whose superior actor is in i. Symmetry of a pair = 2·min(M_ij, M_ji)/(M_ij + M_ji), of the whole = Σ_{i<j} 2·min(M_ij, M_ji) over Σ_{i≠j} M_ij: 1 where all is mutual, 0 where all goes one way; null without branches.",
    ),
    limits: text(
        "只看登记了上级主体的分支，不看其大小；大小悬殊的两地，绝对数对称并不意味着相对对称。所在地未知的主体不计并报告。同一地之内的分支不计。",
        "Looks at branches whose superior is on record, whatever their size; between places of different size, equal numbers are not equal shares. Actors of unknown place are left out and reported. Branches within a place do not count.",
    ),
    reference: "Squartini, T., Picciolo, F., Ruzzenenti, F., Garlaschelli, D. (2013). Reciprocity of weighted networks. Scientific Reports 3, 2729 (share of what is returned).",
    aliases: &["branches", "mutual_entry_matrix", "互设分支", "相互引入", "综合创新社区"],
    inputs: &[
        Input { table: "actor", columns: &["actor_id", "kind", "region", "parent", "start", "end"], optional: false },
        REGIONS,
    ],
    parameters: &[
        Parameter {
            name: "level",
            kind: ParameterKind::Scale,
            default: Some("city"),
            title: text("层级", "Level"),
            help: text("地方为这一层级的区域", "Places are the regions of this level"),
        },
        Parameter {
            name: "kind",
            kind: ParameterKind::Text,
            default: None,
            title: text("主体类型", "Kind of actor"),
            help: text("只计这一类型的分支；省略则全部", "Only branches of this kind; all when absent"),
        },
    ],
    outputs: &[
        words("region", text("区域", "Region"), text("空白为整体", "Blank: the whole")),
        words("partner", text("对方", "Partner"), text("对方区域", "The other region")),
        count("entries", text("进入对方", "Entries"), text("在对方设立的分支数", "Branches set up in the partner")),
        count(
            "returned",
            text("对方进入", "Returned"),
            text("对方在本地设立的分支数", "Branches the partner has here"),
        ),
        number("symmetry", text("对称度", "Symmetry"), text("1 为相互，0 为单向", "1: mutual; 0: one way")),
        Column::new(
            "branches",
            ColumnKind::List,
            text("分支", "Branches"),
            text("两个方向的分支", "The branches of both directions"),
        ),
    ],
};

/// A branch: where its superior is and where it is itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its number among the actors.
    pub actor: u32,
    /// Where its superior is.
    pub home: Option<u32>,
    /// Where it is.
    pub host: Option<u32>,
}

/// Two places, the lower number first, and the branches that each has in the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The two places.
    pub places: [u32; 2],
    /// Branches of the first in the second, and of the second in the first; sorted.
    pub branches: [Vec<u32>; 2],
}

impl Entry {
    /// Which share is returned.
    pub fn symmetry(&self) -> Option<f64> {
        symmetry(std::slice::from_ref(self))
    }
}

/// Which share of all entries is returned; `None` where there are none.
pub fn symmetry(entries: &[Entry]) -> Option<f64> {
    let all: usize = entries.iter().flat_map(|entry| &entry.branches).map(Vec::len).sum();
    let both: usize = entries.iter().map(|entry| 2 * entry.branches[0].len().min(entry.branches[1].len())).sum();
    (all > 0).then(|| both as f64 / all as f64)
}

/// Every pair of places with a branch, sorted.
pub fn mutual_entry(branches: &[Branch]) -> (Vec<Entry>, Vec<Diagnostic>) {
    let mut pairs: BTreeMap<[u32; 2], [Vec<u32>; 2]> = BTreeMap::new();
    let mut nowhere = 0;
    for branch in branches {
        let (Some(home), Some(host)) = (branch.home, branch.host) else {
            nowhere += 1;
            continue;
        };
        if home != host {
            let pair = pairs.entry([home.min(host), home.max(host)]).or_default();
            pair[usize::from(home > host)].push(branch.actor);
        }
    }
    let entries: Vec<Entry> = pairs
        .into_iter()
        .map(|(places, mut branches)| {
            for list in &mut branches {
                list.sort_unstable();
            }
            Entry { places, branches }
        })
        .collect();
    let findings = [("NET103", nowhere), ("NET102", usize::from(entries.is_empty()))];
    let findings = findings.into_iter().filter(|one| one.1 > 0).map(|(code, count)| found(code, "actor", count));
    (entries, findings.collect())
}
