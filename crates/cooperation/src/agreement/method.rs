//! Declarations: is an agreement whole, does an enclave keep its rules.

use crate::deal_form::{AGREEMENT, ALSO_FACTS, ONE_AGREEMENT, RULES, TEXTS};
use crate::form::{boolean, list, number, number_given, words};
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration of the audit.
pub const AUDIT: Method = Method {
    id: "agreement_audit",
    version: 1,
    study: "cooperation",
    title: text("协议完整性审查", "Audit of agreements"),
    question: text(
        "协议写全了吗：标准、规划、责任方、期限、预算、收益、风险、退出、争议？",
        "Does an agreement say what keeps it: standard, plan, owner, date, budget, revenue, risk, exit, disputes?",
    ),
    formula: text(
        "逐项核对：字段是否填写，条款是否存在。互认与联盟类协议不要求预算、收益与风险条款。",
        "Item by item: is the field given, is there a clause of the kind. Agreements on recognition and alliances need no budget and no clauses on revenue and risk.",
    ),
    limits: text(
        "只看有没有，不看好不好。有语法或矛盾的文本不参与审查，其错误以诊断给出行与列。",
        "It sees whether something is said, not whether it is wise. Texts with faults or contradictions are not audited; their faults are findings with line and column.",
    ),
    reference: "—",
    aliases: &["audit", "completeness", "协议审查", "完整性"],
    inputs: &[TEXTS],
    parameters: &[ONE_AGREEMENT],
    outputs: &[
        AGREEMENT,
        words("part", "内容", "Part", "应有的内容", "What should be said"),
        boolean("needed", "是否需要", "Needed", "此类协议是否需要", "Whether an agreement of this kind needs it"),
        boolean("present", "是否具备", "Present", "是否写明", "Whether it is said"),
        list("said", "所在", "Said in", "写在哪些字段或条款", "The fields or clauses that say it"),
        words(
            "advice_zh",
            "建议",
            "Advice (Chinese)",
            "缺少时应补充什么",
            "What to add where it is missing, in Chinese",
        ),
        words("advice_en", "建议（英文）", "Advice", "缺少时应补充什么（英文）", "What to add where it is missing"),
    ],
};

/// The declaration of the evaluation of enclaves.
pub const ENCLAVE: Method = Method {
    id: "enclave_evaluation",
    version: 2,
    study: "cooperation",
    title: text("飞地评估", "Evaluation of enclaves"),
    question: text(
        "飞地的股权合规吗？双方评审与亩均效益是否支持优先保障？功能偏招商还是研发？有无重复资助？",
        "Does the equity of an enclave keep the rules, do both reviews and its output per mu earn it priority, does it recruit or research, is it funded twice?",
    ),
    formula: text(
        "股权：飞出地 > control 且飞入地 ≥ minimum_in（规则 enclave_equity）；有团队持股（role = team）时团队 > control（规则 team_equity）。优先 = 飞出地评审通过 ∧ 飞入地评审通过 ∧ 亩均得分 ≥ leading。功能：招商份额与研发份额（先按人员，无则按支出）。重复资助：同一主体在重叠时期从不止一份协议获得 grant。",
        "Equity: who flies out > control and host ≥ minimum_in (rule enclave_equity); where a team holds a share (role = team), team > control (rule team_equity). Priority = review of both passed ∧ score per mu ≥ leading. Mix: shares of recruiting and research, of staff or else of spending. Funded twice: an actor with a `grant` of more than one agreement in overlapping periods.",
    ),
    limits: text(
        "数据取自 agreement_fact：review（1 通过，0 未通过；按 party）、per_mu_score、recruiting_staff、research_staff、recruiting_spend、research_spend、grant（按 actor）。未知则结果为空，不视为未通过。评审与亩均得分取最近时期，该时期数值不一致则为空；功能取招商与研发都已知的最近时期，合计该时期各行。agreement 只限定列出哪些协议，重复资助仍与全部协议比较。",
        "From agreement_fact: review (1 passed, 0 not; by party), per_mu_score, recruiting_staff, research_staff, recruiting_spend, research_spend, grant (by actor). What is unknown gives null, not a failure. Reviews and the score per mu are those of their latest period, null where its values contradict each other; the mix is of the latest period in which both sides are known, all its rows added up. The parameter agreement chooses which are listed; double funding is sought among all agreements.",
    ),
    reference: "Rule tables enclave_equity, team_equity.",
    aliases: &["enclave", "飞地", "飞地评价"],
    inputs: &[TEXTS, ALSO_FACTS, RULES],
    parameters: &[
        ONE_AGREEMENT,
        number_given(
            "leading",
            (0.0, 1e6),
            Some("100"),
            "亩均领先线",
            "Leading from",
            "亩均得分不低于此值视为领先；100 为各项均达标杆",
            "A score per mu of at least this leads; 100 is every indicator at its benchmark",
        ),
    ],
    outputs: &[
        AGREEMENT,
        number("equity_out", "飞出地股权", "Equity of who flies out", "份额", "Share"),
        number("equity_in", "飞入地股权", "Equity of the host", "份额", "Share"),
        boolean(
            "equity_ok",
            "股权合规",
            "Equity in bounds",
            "是否在规则界限内",
            "Whether it is within the bounds of the rule",
        ),
        boolean("review_out", "飞出地评审", "Review of who flies out", "是否通过", "Whether it passed"),
        boolean("review_in", "飞入地评审", "Review of the host", "是否通过", "Whether it passed"),
        number("per_mu", "亩均得分", "Score per mu", "最近时期", "Of the latest period"),
        boolean("priority", "优先保障", "Priority", "双方通过且亩均领先", "Both passed and leading per mu"),
        number(
            "research_share",
            "研发份额",
            "Share of research",
            "研发 /（招商 + 研发）",
            "Research / (recruiting + research)",
        ),
        boolean(
            "research_led",
            "以研发为主",
            "Led by research",
            "研发份额不低于招商",
            "Research is at least as much as recruiting",
        ),
        list(
            "funded_twice",
            "重复资助",
            "Funded twice",
            "从不止一份协议获得资助的主体",
            "Actors funded by more than one agreement",
        ),
    ],
};
