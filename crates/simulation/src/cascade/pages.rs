//! What the cascades may find in the data.

use liantu_model::text::text;
use liantu_model::{Diagnostic, Explanation, Place, Severity, Words};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "SIM301",
        severity: Severity::Warning,
        title: text("部分流量没有数值", "Some flows have no value"),
        body: text(
            "未知不是零：不作假设时这些流量不传递损失，结果因此是下界；cascade 与 cascade_summary 另给上界（未知流量满足买方的全部需求、占卖方的全部产出）。参数 assume 可给出假设的份额。",
            "Unknown is not zero: without an assumption these flows carry no loss, so that the result is a lower bound; cascade and cascade_summary also give the upper one, where they cover all that the buyer needs and take all that the seller makes. The parameter assume says another share.",
        ),
    },
    Explanation {
        code: "SIM302",
        severity: Severity::Warning,
        title: text("轮数用尽，损失仍在增长", "Rounds ran out while losses still grew"),
        body: text(
            "在轮数上限内没有达到停止阈值，所列的损失偏低。提高 rounds 或 epsilon；没有最终需求时上游冲击几乎不消散，可补充没有具名买方的销售。",
            "The rounds came to their limit before the threshold was met, so that the losses shown are too low. Raise rounds or epsilon; without final demand shocks hardly die away upstream: add sales without a named buyer.",
        ),
    },
    Explanation {
        code: "SIM303",
        severity: Severity::Warning,
        title: text("冲击的一项没有击中任何节点", "A term of the shock hits no node"),
        body: text(
            "没有节点属于所写的区域、行业或主体，或没有这种内容的流量。检查代码；这一项没有进入计算，不表示没有损失。",
            "No node lies in that region, belongs to that industry or is that actor, or no flow is of that item. Check the code; the term was not computed, which does not mean that nothing would be lost.",
        ),
    },
    Explanation {
        code: "SIM304",
        severity: Severity::Warning,
        title: text("没有已知的产出，份额无定义", "No known output: shares are undefined"),
        body: text(
            "权重合计不为正，损失占比为空而不是零。补充流量的数值，或改用 weight = equal。",
            "Weights add up to nothing, so that shares of loss are null, not zero. Add values of flows, or choose weight = equal.",
        ),
    },
    Explanation {
        code: "SIM305",
        severity: Severity::Note,
        title: text("部分节点行业未知", "Some nodes have no known industry"),
        body: text(
            "行业未知的卖方自成一类，不能被替代，也不能替代他人；必需性按参数 default_class 的其余情形处理。补充 actor 表的 industry。",
            "A seller of unknown industry is alone in its market: nobody stands in for it, and it for nobody; its inputs and deliveries count as the parameter default_class says of all else. Add the industry in the table actor.",
        ),
    },
    Explanation {
        code: "SIM306",
        severity: Severity::Note,
        title: text("没有必需性表，用默认", "No table of essentiality: the default holds"),
        body: text(
            "哪些投入必需决定损失的大小。参数 default_class 给出所有行业对的默认；用 essentiality 表写明已知的行业对。",
            "Which inputs are essential decides how large losses are. The parameter default_class says it for all pairs of industries; list what you know in the table essentiality.",
        ),
    },
    Explanation {
        code: "SIM307",
        severity: Severity::Warning,
        title: text("负的流量没有计入", "Negative flows are left out"),
        body: text(
            "销售不为负；负值多为退货或更正，应先与原流量相抵。",
            "Sales are not negative; negative values are mostly returns or corrections and should be set off against the flow first.",
        ),
    },
    Explanation {
        code: "SIM308",
        severity: Severity::Note,
        title: text("没有最终需求，上游冲击几乎不消散", "No final demand: shocks hardly die away upstream"),
        body: text(
            "每个卖方的全部销售都有具名买方时，上游损失一路传递，结果取决于停止阈值 ε。补充没有具名买方的销售（flow 中 to_actor 空白的行），并用 epsilon_sensitivity 检验。",
            "Where all sales go to named buyers a loss travels upstream undiminished, and the result depends on the threshold ε. Add sales without a named buyer (rows of flow with a blank to_actor), and check with epsilon_sensitivity.",
        ),
    },
    Explanation {
        code: "SIM309",
        severity: Severity::Warning,
        title: text("份额未知，答案未知", "A share is unknown, and so is the answer"),
        body: text(
            "冲击经由数值未知的流量传递。损失为空，lower 与 upper 给出可能的范围；用参数 assume 说明假设的份额，即得到该假设下的数值。",
            "The shock travels over flows of unknown value. The loss is null, lower and upper bound it; say a share with the parameter assume, and the number under that assumption is given.",
        ),
    },
    Explanation {
        code: "SIM310",
        severity: Severity::Warning,
        title: text("卖方的销售中该内容占多少，不得而知", "How much of a seller's sales the item is, is not known"),
        body: text(
            "该卖方既卖所停的内容，也有数值未知的流量，因此不知道它停掉产出的多少。它没有进入冲击；补充数值，或用 actor: 写明份额。",
            "The seller sells the item that stops, and has flows of unknown value, so that nobody knows which part of its output stops. It was left out of the shock; add the values, or name the part with actor:.",
        ),
    },
    Explanation {
        code: "SIM311",
        severity: Severity::Note,
        title: text("部分节点的环节未知", "Some nodes are of no known stage"),
        body: text(
            "chain_node 没有列出其行业，或给出了几个环节。它们归入空白的环节，不强行归类。",
            "The table chain_node does not list their industry, or gives it several stages. They are gathered under a blank stage, not put anywhere.",
        ),
    },
];

/// A finding on the rows of `resource`, `count` in all.
///
/// # Panics
///
/// If the code is none of this room.
pub fn found(code: &str, resource: &str, count: usize) -> Diagnostic {
    let page = crate::CATALOGUE
        .iter()
        .copied()
        .flatten()
        .find(|page| page.code == code)
        .expect("codes used in this crate are in its catalogue");
    Diagnostic::new(page, Place { resource: resource.to_owned(), ..Place::default() })
        .help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}
