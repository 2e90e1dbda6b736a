//! What dependency may find in the data.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "SIM351",
        severity: Severity::Warning,
        title: text("部分流量没有数值，依赖程度不明", "Flows without a value: dependence cannot be told"),
        body: text(
            "空白是未知，不是零：所涉指标为空。补充数值后再判断。",
            "Blank is unknown, not zero: the measures that need it are null. Add the values.",
        ),
    },
    Explanation {
        code: "SIM352",
        severity: Severity::Warning,
        title: text("供给份额未知", "Shares of supply are unknown"),
        body: text(
            "答案在 lower 与 upper 之间，数值为空。用参数 assume 写明假设（如 N31@JPN=0.9），即得到该假设下的数值。",
            "The answer lies between lower and upper, and the value is null. Say a share with the parameter assume, such as N31@JPN=0.9, and the number under that assumption is given.",
        ),
    },
    Explanation {
        code: "SIM353",
        severity: Severity::Warning,
        title: text("产品没有任何供给行", "Products without any row of supply"),
        body: text(
            "没有记录不等于没有供给：这些产品的集中度与断点判断为空。",
            "No record is not no supply: concentration and breaks of these products are null.",
        ),
    },
    Explanation {
        code: "SIM354",
        severity: Severity::Warning,
        title: text("没有这样的供给方或产品", "No such provider or product"),
        body: text(
            "参数中的名称在表中没有出现；没有计算，不表示没有影响。",
            "A name in the parameters does not occur in the tables; nothing was computed, which does not mean that nothing would be lost.",
        ),
    },
    Explanation {
        code: "SIM355",
        severity: Severity::Note,
        title: text("是否唯一来源不能断定", "Whether there is a single source cannot be told"),
        body: text(
            "有几家供给方而份额未知：可能有一家独大，也可能没有。补充 share。",
            "There are several suppliers of unknown share: one may have nearly all, or none. Add their shares.",
        ),
    },
    Explanation {
        code: "SIM356",
        severity: Severity::Warning,
        title: text("供给方所在区域未知", "Suppliers whose place is unknown"),
        body: text(
            "不知道是否在本地，未列为替补。补充 chain_supply 的 region。",
            "Whether they lie at home is not known, so that they are no candidates. Add the region in chain_supply.",
        ),
    },
    Explanation {
        code: "SIM357",
        severity: Severity::Warning,
        title: text("没有替补", "No substitutes"),
        body: text(
            "停供的产品在本地没有同一、同类或关联产品的其他供给。可放宽 home 或 related，或从外地寻找。",
            "Nobody else at home supplies the product, another kind of its category or a related one. Widen home or related, or look elsewhere.",
        ),
    },
];
