//! Aggregation: fewer regions or sectors, under their own names.

use super::declare::{EDITS, PERIOD, SCENARIO, TABLE, number, parameter, words};
use super::{Account, AccountsError, Entry, Mrio, NONE};
use foldhash::{HashMap, HashMapExt};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};

/// The declaration.
pub const AGGREGATION: Method = Method {
    id: "io_aggregation",
    version: 1,
    study: "simulation",
    title: text("投入产出表合并", "Aggregation of an input-output table"),
    question: text(
        "按对照表合并区域或部门后，投入产出表是什么样？",
        "What does the table look like with regions or sectors put together?",
    ),
    formula: text(
        "Z' = G·Z·Gᵀ，Y' = G·Y，F' = F·Gᵀ；G 由对照表给出，一个代码按权重分到若干新代码，权重之和应为 1。",
        "Z' = G·Z·Gᵀ, Y' = G·Y, F' = F·Gᵀ; G comes from the concordance: a code goes to new codes by weights that add up to 1.",
    ),
    limits: text(
        "先合并流量再算系数；系数本身不相加。权重未知或之和不为 1 时拒绝。没有对照的代码保留原名。",
        "Flows are added and coefficients computed anew; coefficients are never added. Refused where a weight is unknown or weights do not add up to 1. A code without an entry keeps its name.",
    ),
    reference: "Miller, R. E., Blair, P. D. (2009), ch. 4.9. Morimoto, Y. (1970). On aggregation problems in input-output analysis. The Review of Economic Studies 37(1), 119–126.",
    aliases: &["aggregate", "合并", "部门合并"],
    inputs: &[
        TABLE,
        EDITS,
        Input {
            table: "concordance",
            columns: &["from_system", "from_code", "to_system", "to_code", "weight"],
            optional: true,
        },
    ],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "sectors",
            ParameterKind::Text,
            None,
            "部门对照",
            "Concordance of sectors",
            "对照表的目标分类；one 表示并为一个部门；省略则不变",
            "Target classification in the concordance; `one`: a single sector; unchanged when absent",
        ),
        parameter(
            "regions",
            ParameterKind::Text,
            None,
            "区域对照",
            "Concordance of regions",
            "对照表的目标分类；one 表示并为一个区域；省略则不变",
            "Target classification in the concordance; `one`: a single region; unchanged when absent",
        ),
    ],
    outputs: CELLS,
};

/// The columns of a table in long form.
pub(super) const CELLS: &[liantu_model::schema::Column] = &[
    words("account", "账户", "Account", "intermediate、final_demand 等", "intermediate, final_demand, …").required(),
    words("from_region", "供给区域", "From region", "供给方的区域", "Region of the side that supplies"),
    words("from_sector", "供给部门", "From sector", "供给方的部门或账户行", "Sector or row of the side that supplies"),
    words("to_region", "使用区域", "To region", "使用方的区域", "Region of the side that uses"),
    words(
        "to_sector",
        "使用部门",
        "To sector",
        "使用方的部门或最终需求类别",
        "Sector or category of the side that uses",
    ),
    number("value", "数值", "Value", "流量", "How much"),
    words("unit", "单位", "Unit", "数值的单位", "Unit of the value"),
];

/// Where codes go: pairs of new id and weight. An id without an entry stays.
#[derive(Clone, Debug, Default)]
pub struct Grouping {
    /// By old id.
    pub to: HashMap<u32, Vec<(u32, f64)>>,
}

impl Grouping {
    fn of(&self, id: u32) -> Vec<(u32, f64)> {
        // What has no region has none afterwards either.
        let stays = || vec![(id, 1.0)];
        if id == NONE { stays() } else { self.to.get(&id).cloned().unwrap_or_else(stays) }
    }
}

/// Account, and the two sides.
type Cell = (Account, (u32, u32), (u32, u32));

/// The table with its regions and sectors put together. Names of demand categories and of rows are no sectors and stay.
///
/// # Errors
///
/// As [`Mrio::new`].
pub fn aggregate(mrio: &Mrio, regions: &Grouping, sectors: &Grouping) -> Result<Mrio, AccountsError> {
    let mut sums: HashMap<Cell, f64> = HashMap::new();
    let spread = |(region, label): (u32, u32), is_node: bool| -> Vec<((u32, u32), f64)> {
        let labels = if is_node { sectors.of(label) } else { vec![(label, 1.0)] };
        let pairs = regions.of(region);
        pairs.iter().flat_map(|one| labels.iter().map(move |two| ((one.0, two.0), one.1 * two.1))).collect()
    };
    for entry in mrio.entries() {
        let (from, to) = match entry.account {
            Account::Intermediate | Account::Output => (true, true),
            Account::FinalDemand | Account::Export => (true, false),
            Account::ValueAdded | Account::Import | Account::Extension => (false, true),
        };
        if entry.account == Account::Output {
            // A stated output belongs to one node, not to a pair.
            for (key, weight) in spread(entry.to, true) {
                *sums.entry((entry.account, key, key)).or_insert(0.0) += weight * entry.value;
            }
            continue;
        }
        for (source, one) in spread(entry.from, from) {
            for (target, two) in spread(entry.to, to) {
                *sums.entry((entry.account, source, target)).or_insert(0.0) += one * two * entry.value;
            }
        }
    }
    let mut entries: Vec<Entry> =
        sums.into_iter().map(|((account, from, to), value)| Entry { account, from, to, value }).collect();
    entries.sort_unstable_by_key(|entry| (entry.account, entry.to, entry.from));
    Ok(Mrio::new(&entries)?.0)
}
