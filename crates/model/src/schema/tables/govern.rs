//! How what was agreed is governed: which state follows which, what was done in a case, who fills which slot, who voted how.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Date, Integer, List, Number, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

const SCHEME: Column = column(
    "scheme",
    Text,
    "规程",
    "Scheme",
    "规程的代码，如 joint_approval",
    "Identifier of the scheme, such as joint_approval",
    &["流程"],
)
.required();
const TO_STATE: Column =
    column("to_state", Text, "进入状态", "To state", "进入的状态", "The state that is entered", &["状态"]).required();

pub(super) const TRANSITION_TABLE: Table = Table {
    name: "transition",
    title: text("状态转移", "Transitions"),
    help: text(
        "一个规程允许的一步：由何状态到何状态、须谁同意、在新状态最多停留几天；同名规程代替内置的",
        "A step that a scheme allows: from which state to which, who has to consent, how many days the new state may last; a scheme of the same name goes before the built-in one",
    ),
    key: &["scheme", "from_state", "to_state"],
    columns: &[
        SCHEME,
        column(
            "from_state",
            Text,
            "原状态",
            "From state",
            "离开的状态；空白为立案",
            "The state that is left; blank: how a case begins",
            &[],
        ),
        TO_STATE,
        column(
            "consent",
            List,
            "须同意者",
            "Consent",
            "须全部同意的各方，以 | 分隔；* 为该事项的全部各方，neutral 为各方之外的一方；空白为任何人即可",
            "Who all have to consent, separated by |; * stands for every party of the case, neutral for one that is none of them; blank: anybody",
            &["会签方"],
        ),
        column(
            "days",
            Integer,
            "期限",
            "Days",
            "在新状态最多停留几天；空白为不限",
            "How many days the new state may last; blank: no limit",
            &["时限"],
        )
        .range(0.0, 100_000.0),
        SOURCE,
        NOTE,
    ],
};

pub(super) const CASE_STEP_TABLE: Table = Table {
    name: "case_step",
    title: text("事项办理", "Steps of cases"),
    help: text(
        "一个事项（审批、项目、宗地、争议）的一步：何日、由谁、进入何状态或同意进入",
        "A step of a case (an approval, a project, a parcel, a dispute): on which day who moved it to a state, or consented to that",
    ),
    key: &["case_id", "date", "to_state", "party"],
    columns: &[
        column("case_id", Text, "事项", "Case", "事项的代码", "Identifier of the case", &["事项编号", "案号"])
            .required(),
        SCHEME,
        column("date", Date, "日期", "Day", "办理日期", "Day of the step", &["办理日期"]).required(),
        TO_STATE,
        column("party", Text, "办理方", "Party", "由谁办理或同意", "Who moves it or consents", &["部门", "单位"])
            .required(),
        column(
            "parties",
            List,
            "各方",
            "Parties",
            "该事项的各方，以 | 分隔；写在第一步",
            "The parties of the case, separated by |; stated with its first step",
            &["当事方"],
        ),
        SOURCE,
        NOTE,
    ],
};

pub(super) const SLOT_TABLE: Table = Table {
    name: "slot",
    title: text("席位", "Slots"),
    help: text(
        "一类机构应有的一个席位，及其最少、最多人数；同名规程代替内置的",
        "A slot that bodies of a kind have to fill, with the least and most holders; a scheme of the same name goes before the built-in one",
    ),
    key: &["scheme", "slot"],
    columns: &[
        SCHEME,
        column("slot", Text, "席位", "Slot", "席位的代码", "Identifier of the slot", &["岗位"]).required(),
        column("least", Integer, "最少", "Least", "最少几个；空白为 1", "At least so many; blank: 1", &[])
            .range(0.0, 1e6),
        column("most", Integer, "最多", "Most", "最多几个；空白为不限", "At most so many; blank: no limit", &[])
            .range(0.0, 1e6),
        SOURCE,
        NOTE,
    ],
};

pub(super) const APPOINTMENT_TABLE: Table = Table {
    name: "appointment",
    title: text("任职与认领", "Appointments"),
    help: text(
        "谁在何时担任一个机构的一个席位；只列机构而无席位者，表示该机构存在而席位皆空",
        "Who holds a slot of a body and when; a row without slot says that the body is there",
    ),
    key: &["body", "slot", "holder", "start"],
    columns: &[
        SCHEME,
        column(
            "body",
            Text,
            "机构",
            "Body",
            "机构、产业链、专班或线索的代码",
            "Identifier of the body, chain, work group or lead",
            &["机构代码", "线索"],
        )
        .required(),
        column("slot", Text, "席位", "Slot", "席位的代码", "Identifier of the slot", &["岗位"]),
        column("holder", Text, "任职者", "Holder", "人、机构或文件", "A person, an office or a document", &["责任人"]),
        START,
        END,
        SOURCE,
        NOTE,
    ],
};

pub(super) const BALLOT_TABLE: Table = Table {
    name: "ballot",
    title: text("表决", "Ballots"),
    help: text(
        "一名成员对一项议案的表决；未到会者列出而表决空白",
        "The vote of a member on a motion; who was absent is listed with a blank vote",
    ),
    key: &["motion", "member"],
    columns: &[
        column("motion", Text, "议案", "Motion", "议案的代码", "Identifier of the motion", &["议题"]).required(),
        column("member", Text, "成员", "Member", "有表决权者", "Who has a vote", &["委员"]).required(),
        column(
            "group",
            Text,
            "界别",
            "Group",
            "所属界别，如企业、高校、用户",
            "Group of stakeholders, such as firms, universities, users",
            &["类别"],
        ),
        column(
            "choice",
            Choice { of: &["yes", "no", "abstain"] },
            "表决",
            "Choice",
            "赞成、反对、弃权；空白为未参加",
            "Yes, no, abstain; blank: took no part",
            &["意见"],
        ),
        column("weight", Number, "票权", "Weight", "空白为 1", "Blank: 1", &["票数"]).range(0.0, 1e12),
        SOURCE,
        NOTE,
    ],
};
