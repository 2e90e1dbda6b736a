//! Tasks that are parts of tasks: whether lump sums add up, what is missing, what is late.

use super::cash_flow::ONE_PLAN;
use crate::deal_form::{AS_OF, CURRENCY, integer, money};
use crate::form::{boolean, list, words};
use jiff::civil::Date;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use std::collections::{BTreeSet, HashMap};

/// The declaration.
pub const WORK: Method = Method {
    id: "work_breakdown",
    version: 1,
    study: "cooperation",
    title: text("任务分解与经费包干", "Breakdown of work with lump sums"),
    question: text(
        "任务逐级分解后经费合不合、谁负责、缺什么、哪些逾期，研究、攻关、转化是否齐全？",
        "Do the lump sums of the parts fit the whole, who is in charge, what is missing or late, and are research, tackling and transfer all there?",
    ),
    formula: text(
        "结余 = 包干经费 − 直接下级经费之和（下级有未知者为空）；超支 = 结余 < 0 或已支出 > 包干经费。状态：done 有完成日；late 时限 < 截至日而未完成；open 未到期；unplanned 无时限。顶层任务及其下级须兼有 research、tackling、transfer。",
        "Left = lump sum − sum of those of the direct parts (null where one is unknown); over = left < 0, or spent > lump sum. State: done with a day of completion; late where due < as_of; open where not yet due; unplanned without due day. A task at the top needs research, tackling and transfer among itself and its parts.",
    ),
    limits: text(
        "截至日空白时取表中最晚的时限或完成日。不同货币的下级不相加，按未知处理。上级不在表中或互为上下级者，按顶层处理并报告。",
        "as_of is the last day of the table unless given. Parts in another currency are not added and count as unknown. A task whose parent is not in the table, or that is part of itself, is taken to be at the top and reported.",
    ),
    reference: "Project Management Institute (2019). Practice Standard for Work Breakdown Structures, 3rd ed.",
    aliases: &["wbs", "tasks", "任务清单", "团队包干", "项目分解"],
    inputs: &[Input { table: "task", columns: &["task_id", "plan", "parent", "budget", "unit"], optional: false }],
    parameters: &[ONE_PLAN, AS_OF],
    outputs: &[
        words("plan", "计划", "Plan", "计划", "The plan").required(),
        words("task_id", "任务", "Task", "任务", "The task").required(),
        words("parent", "上级任务", "Part of", "上级任务", "The task that it is part of"),
        words("kind", "类别", "Kind", "research、tackling、transfer、other", "research, tackling, transfer, other"),
        words("owner", "负责人", "Owner", "负责人", "Who is in charge"),
        integer("level", "层级", "Level", "顶层为 0", "0 at the top").required(),
        money("budget", "包干经费", "Lump sum", "包干经费", "The lump sum"),
        money("parts", "下级合计", "Parts", "直接下级经费之和", "Sum of those of the direct parts"),
        money("left", "结余", "Left", "包干经费减下级合计", "Lump sum less parts"),
        money("spent", "已支出", "Spent", "已支出", "What was spent"),
        boolean(
            "over",
            "超支",
            "Over",
            "分解或支出超过包干经费；不知者为空",
            "Parts or spending exceed the lump sum; null where not known",
        ),
        words("state", "状态", "State", "done、late、open、unplanned", "done, late, open, unplanned").required(),
        list(
            "missing",
            "缺少",
            "Missing",
            "owner、budget、due、research、tackling、transfer",
            "owner, budget, due, research, tackling, transfer",
        ),
        CURRENCY,
    ],
};

/// A task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Task {
    /// Its identifier.
    pub id: String,
    /// The task that it is part of.
    pub parent: Option<String>,
    /// What kind of task.
    pub kind: Option<String>,
    /// Who is in charge.
    pub owner: Option<String>,
    /// Lump sum and spending in minor units.
    pub budget: Option<i64>,
    /// See `budget`.
    pub spent: Option<i64>,
    /// Their currency, as a word.
    pub currency: Option<String>,
    /// When it is due.
    pub due: Option<Date>,
    /// When it was done.
    pub done: Option<Date>,
}

/// How a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was done.
    Done,
    /// It is due and was not.
    Late,
    /// It is not due yet.
    Open,
    /// Nobody said when it is due.
    Unplanned,
}

impl State {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Late => "late",
            Self::Open => "open",
            Self::Unplanned => "unplanned",
        }
    }
}

/// What is found of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// 0 at the top.
    pub level: usize,
    /// Whether its parent cannot be.
    pub orphan: bool,
    /// Sum of the direct parts; `None` where it has none, or one is unknown.
    pub parts: Option<i64>,
    /// Lump sum less parts.
    pub left: Option<i64>,
    /// Whether more is given or spent than there is; `None` where that cannot be known.
    pub over: Option<bool>,
    /// How it stands.
    pub state: State,
    /// What is missing.
    pub missing: Vec<&'static str>,
}

const KINDS: [&str; 3] = ["research", "tackling", "transfer"];

/// The parent of each task by place; `None` at the top, and where a parent is absent or a task would be part of itself.
fn parents(tasks: &[Task]) -> (Vec<Option<usize>>, Vec<bool>) {
    let place: HashMap<&str, usize> = (0..).zip(tasks).map(|(place, own)| (own.id.as_str(), place)).collect();
    let mut parents: Vec<Option<usize>> =
        tasks.iter().map(|own| own.parent.as_deref().and_then(|parent| place.get(parent).copied())).collect();
    let mut orphans: Vec<bool> =
        tasks.iter().zip(&parents).map(|(own, parent)| own.parent.is_some() && parent.is_none()).collect();
    for task in 0..tasks.len() {
        let mut above = parents[task];
        for _ in 0..tasks.len() {
            let Some(next) = above else { break };
            if next == task {
                (parents[task], orphans[task]) = (None, true);
                break;
            }
            above = parents[next];
        }
    }
    (parents, orphans)
}

/// How every task stands on a day.
pub fn breakdown(tasks: &[Task], as_of: Date) -> Vec<Standing> {
    let (parents, orphans) = parents(tasks);
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); tasks.len()];
    for (task, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            children[*parent].push(task);
        }
    }
    let level = |task: usize| std::iter::successors(parents[task], |&above| parents[above]).count();
    let mut kinds: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); tasks.len()];
    for (task, own) in tasks.iter().enumerate() {
        let top = std::iter::successors(Some(task), |&above| parents[above]).last().unwrap_or(task);
        kinds[top].extend(own.kind.as_deref());
    }
    let one = |(place, own): (usize, &Task)| {
        let part = |&child: &usize| tasks[child].budget.filter(|_| tasks[child].currency == own.currency);
        let sum: Option<i64> = children[place].iter().map(part).try_fold(0i64, |sum, part| sum.checked_add(part?));
        let parts = sum.filter(|_| !children[place].is_empty());
        let left = own.budget.zip(sum).map(|(budget, sum)| budget - sum);
        let spent_over = own.budget.zip(own.spent).map(|(budget, spent)| spent > budget);
        let over = match (left.map(|left| left < 0), spent_over) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, _) => None,
            (Some(false), _) => Some(false),
        };
        let state = match (own.done, own.due) {
            (Some(done), _) if done <= as_of => State::Done,
            (_, Some(due)) if due < as_of => State::Late,
            (_, Some(_)) => State::Open,
            (_, None) => State::Unplanned,
        };
        let mut missing = Vec::new();
        let needed = [("owner", own.owner.is_none()), ("budget", own.budget.is_none()), ("due", own.due.is_none())];
        missing.extend(needed.into_iter().filter(|(_, lacks)| *lacks).map(|(name, _)| name));
        if parents[place].is_none() {
            missing.extend(KINDS.into_iter().filter(|kind| !kinds[place].contains(kind)));
        }
        Standing { level: level(place), orphan: orphans[place], parts, left, over, state, missing }
    };
    tasks.iter().enumerate().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn task(id: &str, parent: Option<&str>, kind: &str, budget: Option<i64>) -> Task {
        Task {
            id: id.to_owned(),
            parent: parent.map(str::to_owned),
            kind: Some(kind.to_owned()),
            owner: Some("team".to_owned()),
            budget,
            due: Some("2024-06-30".parse().unwrap()),
            ..Task::default()
        }
    }

    #[test]
    fn parts_fit_the_whole_or_are_named() {
        let mut tasks = vec![
            task("top", None, "other", Some(100)),
            task("r", Some("top"), "research", Some(40)),
            task("t", Some("top"), "tackling", Some(50)),
            task("t1", Some("t"), "tackling", Some(60)),
        ];
        tasks[1].done = Some("2024-05-01".parse().unwrap());
        let found = breakdown(&tasks, "2024-12-31".parse().unwrap());
        assert_eq!(found.iter().map(|own| own.level).collect::<Vec<_>>(), [0, 1, 1, 2]);
        assert_eq!((found[0].parts, found[0].left, found[0].over), (Some(90), Some(10), Some(false)));
        assert_eq!((found[2].left, found[2].over), (Some(-10), Some(true)));
        assert_eq!(found[0].missing, ["transfer"]);
        assert_eq!([found[0].state, found[1].state], [State::Late, State::Done]);
        tasks[1].budget = None;
        let found = breakdown(&tasks, "2024-12-31".parse().unwrap());
        assert_eq!((found[0].parts, found[0].left, found[0].over), (None, None, None));
        assert_eq!(found[1].missing, ["budget"]);
    }

    #[test]
    fn what_is_part_of_itself_or_of_nothing_is_told() {
        let tasks = [
            task("a", Some("b"), "other", None),
            task("b", Some("a"), "other", None),
            task("c", Some("z"), "other", None),
        ];
        let found = breakdown(&tasks, "2024-01-01".parse().unwrap());
        assert_eq!(
            found.iter().map(|own| (own.orphan, own.level)).collect::<Vec<_>>(),
            [(true, 0), (false, 1), (true, 0)]
        );
    }

    proptest! {
        /// What is left over all tasks is what the tops have less what the leaves have.
        #[test]
        fn sums_telescope(above in prop::collection::vec((0usize..20, 0i64..1000), 1..20)) {
            let tasks: Vec<Task> = above.iter().enumerate().map(|(place, (parent, budget))| {
                let parent = (place > 0).then(|| (parent % place).to_string());
                task(&place.to_string(), parent.as_deref(), "other", Some(*budget))
            }).collect();
            let found = breakdown(&tasks, "2024-01-01".parse().unwrap());
            let left: i64 = found.iter().map(|own| own.left.unwrap()).sum();
            prop_assert_eq!(left, tasks[0].budget.unwrap());
        }
    }
}
