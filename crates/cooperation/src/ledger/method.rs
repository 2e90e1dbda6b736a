//! Declarations: who owes whom what, statements, clearing.

use crate::deal_form::{
    ACTOR, AGREEMENT, AMENDMENT, AS_OF, CLAUSE, CURRENCY, FACTS, ITEM, ONE_AGREEMENT, PAYMENTS, PERIOD, RULE, RULES,
    TEXTS, WHY_EN, WHY_ZH, day, integer, money,
};
use crate::form::{choice, words, words_given};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

const LIMITS: liantu_model::Text = text(
    "金额为整数分（最小货币单位），各方之和严格等于所分数额，除不尽者按协议写明的规则归属。未知、跨条款变更、货币不符的数据不结算，逐项报告。负数（退税）使欠款反向。追溯修订以冲销更正，付款先抵最早的欠款。结果列以货币单位显示，超过 15 位有效数字时只显示近似值，账本为准。",
    "Amounts are whole minor units; parts add up exactly to what is divided, and what is left over goes where the agreement says. Data that are unknown, run across a change of terms or are in another currency are not settled, and reported. Negative amounts (refunds) turn a debt round. Retroactive amendments are corrected by reversal; payments go to the oldest debts. Results show whole units, approximate beyond 15 digits: the ledger is exact.",
);

/// The declaration of the settlement.
pub const SETTLE: Method = Method {
    id: "settle",
    version: 3,
    study: "cooperation",
    title: text("协议结算", "Settlement of agreements"),
    question: text(
        "谁欠谁多少、为何、何时到期、付了多少、由谁执行？",
        "Who owes whom how much, why, since when, what was paid of it, and who carried it out?",
    ),
    formula: text(
        "对每一时期的每一数额，取当日有效且当时已知的条款版本，按条款分成各方之份；持有方对他方的份额即应付。应付 = 已付 + 冲销 + 欠款 + 未到期。",
        "For each amount of a period, the version of the clause that holds and was known divides it into parts; the parts of others are what the holder owes. Due = paid + released + arrears + not yet due.",
    ),
    limits: LIMITS,
    reference: "—",
    aliases: &["settlement", "obligations", "arrears", "结算", "欠款", "履约"],
    inputs: &[TEXTS, FACTS, PAYMENTS, RULES],
    parameters: &[ONE_AGREEMENT, AS_OF],
    outputs: &[
        AGREEMENT,
        CLAUSE,
        AMENDMENT,
        PERIOD,
        ITEM,
        ACTOR,
        words("debtor", "应付方", "Debtor", "现在的应付方", "Who owes now"),
        words("creditor", "应收方", "Creditor", "现在的应收方", "Who is owed now"),
        money("due", "应付", "Due", "应付金额", "The obligation"),
        money("paid", "已付", "Paid", "已付金额", "What was paid of it"),
        money(
            "released",
            "冲销",
            "Released",
            "因修订冲销或因合并消灭的金额",
            "What an amendment undid or a merger extinguished",
        ),
        money("arrears", "欠款", "Arrears", "到期未付", "Past its day and not paid"),
        money("not_yet_due", "未到期", "Not yet due", "尚未到期", "Open, and its day is still to come"),
        CURRENCY,
        day("entered", "入账日", "Entered", "记入账本之日", "Day of the entry"),
        day("due_day", "到期日", "Due day", "应付之日", "When it falls due"),
        words("executor", "执行方", "Executor", "最后一笔付款由谁执行", "Who carried out the last payment"),
        integer("row", "数据行", "Row", "agreement_fact 的行号", "Row of agreement_fact"),
        RULE,
        WHY_ZH,
        WHY_EN,
    ],
};

/// The declaration of statements.
pub const STATEMENT: Method = Method {
    id: "statement",
    version: 2,
    study: "cooperation",
    title: text("对账单", "Statement"),
    question: text(
        "某方在某时期与各方的往来：期初、应收、应付、收付、更正、期末？",
        "A party's account with each other party over a period: opening, claims, debts, payments, corrections, closing?",
    ),
    formula: text(
        "期末 = 期初 + 应收 − 应付 − 已收 + 已付 + 更正；正数为对方所欠。",
        "Closing = opening + receivable − payable − received + paid + corrected; positive: the other owes.",
    ),
    limits: LIMITS,
    reference: "—",
    aliases: &["account", "对账", "账单"],
    inputs: &[TEXTS, FACTS, PAYMENTS, RULES],
    parameters: &[
        ONE_AGREEMENT,
        words_given("party", "协议方", "Party", "只看这一方；空白为各方", "Only this party; all where absent"),
        Parameter {
            name: "period",
            kind: ParameterKind::Period,
            default: None,
            title: text("时期", "Period"),
            help: text("对账时期；空白为全部", "The period of the statement; all time where absent"),
        },
        AS_OF,
    ],
    outputs: &[
        AGREEMENT,
        words("party", "协议方", "Party", "账单所属", "Whose statement it is"),
        words("partner", "对方", "Partner", "往来的另一方", "The other party"),
        money("opening", "期初", "Opening", "期初余额", "Open before the period"),
        money("receivable", "应收", "Receivable", "期内新增应收", "New claims"),
        money("payable", "应付", "Payable", "期内新增应付", "New debts"),
        money("received", "已收", "Received", "期内收到", "Paid by the other"),
        money("paid", "已付", "Paid", "期内支付", "Paid to the other"),
        money("corrected", "更正", "Corrected", "冲销与承继", "Reversals and successions"),
        money("closing", "期末", "Closing", "期末余额", "Open after the period"),
        CURRENCY,
    ],
};

/// The declaration of the clearing.
pub const CLEARING: Method = Method {
    id: "clearing",
    version: 2,
    study: "cooperation",
    title: text("区域间清算", "Clearing"),
    question: text(
        "所有协议合在一起，各方净额多少，最少几笔付款可以结清？",
        "Over all agreements, what is each party's net position, and which few payments clear it?",
    ),
    formula: text(
        "净额 = 应收未收 − 应付未付，每种货币合计为零。付款：净欠最多者付给净收最多者，逐次进行，笔数少于参与方数。",
        "Net = open claims − open debts, which add up to zero in each currency. Payments: the largest net debtor pays the largest net creditor, again and again; there are fewer payments than parties.",
    ),
    limits: text(
        "同名的协议方视为同一方。只清已入账的欠款；不同货币分别清算，不换算。账本中的协议用 liantu deal clearing 清算。",
        "Parties of one name are one party. Only entered debts are cleared; currencies are cleared apart and never converted. Agreements of the ledger are cleared by `liantu deal clearing`.",
    ),
    reference: "—",
    aliases: &["netting", "清算", "轧差"],
    inputs: &[TEXTS, FACTS, PAYMENTS, RULES],
    parameters: &[
        ONE_AGREEMENT,
        AS_OF,
        choice(
            "by",
            &["position", "transfer", "pair"],
            "输出",
            "By",
            "各方净额、清算付款或成对的欠款",
            "Net positions, payments that clear, or debts by pair",
        ),
    ],
    outputs: &[
        CURRENCY,
        words("party", "协议方", "Party", "净额所属，或付款方", "Whose position, or who pays"),
        words("partner", "对方", "Partner", "收款方；净额为空", "Who is paid; blank for positions"),
        money("receivable", "应收", "Receivable", "应收未收", "Open claims"),
        money("payable", "应付", "Payable", "应付未付，或付款额", "Open debts, or the payment"),
        money("net", "净额", "Net", "应收减应付", "Claims less debts"),
    ],
};
