//! Declaration: the calendar of agreements.

use crate::deal_form::{AGREEMENT, ALSO_FACTS, AS_OF, CLAUSE, ONE_AGREEMENT, TEXTS, day};
use crate::form::{boolean, words};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

/// The declaration.
pub const CALENDAR: Method = Method {
    id: "agreement_calendar",
    version: 2,
    study: "cooperation",
    title: text("协议日历", "Calendar of agreements"),
    question: text(
        "哪一天轮到谁主导、谁该做什么、何时移交、何时期满，做了没有？",
        "Who leads from when, who owes what by when, what is handed over, when does the term end, and was it done?",
    ),
    formula: text(
        "义务与会议：首次到期日起每隔若干月；轮值：自条款生效日起按次序，例外优先；移交与期满：条款或协议的终止日。义务视为完成：上一到期日之后、本到期日之前（含）有该项目的正数。逾期完成：到期未完成，而下一到期日之前有该项目的正数，且该数据离本到期日较近，或下一次另有数据；一条数据只算一次。",
        "Duties and meetings: from their first day every so many months. Turns: from the first day of the clause in their order, exceptions first. Hand-over and end: the end of the clause or the agreement. A duty is done when there is a positive fact of its item after the previous due day and not after its own. It is done late when it was still open and there is one before the next due day that lies nearer to its own day, or another for the next; no fact counts twice.",
    ),
    limits: text(
        "只列截至日所知的条款版本。没有 agreement_fact 时义务一律视为未完成。",
        "By the versions of clauses that are known. Without agreement_fact no duty counts as done.",
    ),
    reference: "—",
    aliases: &["calendar", "due_dates", "轮值", "联席会议", "到期"],
    inputs: &[TEXTS, ALSO_FACTS],
    parameters: &[
        ONE_AGREEMENT,
        Parameter {
            name: "period",
            kind: ParameterKind::Period,
            default: None,
            title: text("时期", "Period"),
            help: text(
                "列出的时期；空白为协议期限，无期满日者取十年",
                "What to list; the term of the agreement where absent, ten years of one without end",
            ),
        },
        AS_OF,
    ],
    outputs: &[
        day("day", "日期", "Day", "哪一天", "The day"),
        AGREEMENT,
        words(
            "happening",
            "事项",
            "Happening",
            "turn 轮值，duty 义务，hand_over 移交，end 期满",
            "turn, duty, hand_over, end",
        ),
        CLAUSE,
        words("party", "协议方", "Party", "由谁", "Who"),
        words("what", "内容", "What", "内容", "What it is about"),
        boolean(
            "done",
            "已完成",
            "Done",
            "按数据是否完成；无从得知者为空",
            "Whether facts say it was done; null where they cannot",
        ),
        boolean("late", "逾期", "Late", "截至日已过而未完成", "Its day is over and it was not done"),
        boolean(
            "done_late",
            "逾期完成",
            "Done late",
            "完成于到期日之后；无从得知者为空",
            "Whether it was done after its day; null where facts cannot say",
        ),
        day("held", "完成日", "Done on", "数据所示的完成日", "The day on which it was done, as facts say"),
    ],
};
