//! What is found where positions in the network are measured.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(super) const PAGES: &[Explanation] = &[
    Explanation {
        code: "NET301",
        severity: Severity::Warning,
        title: text("权重未知的联系未参与计算", "Links of unknown weight were left out"),
        body: text(
            "参数 weight = known 只看已知权重。未知权重既不是 1 也不是 0，这些联系因此不在图中，可能改变谁与谁相连。若要全部计入，请用 distinct、links 或 pairs。",
            "With weight = known, only known weights count. An unknown weight is neither one nor zero, so these links are not in the graph, which may change who is connected. To count all, take distinct, links or pairs.",
        ),
    },
    Explanation {
        code: "NET302",
        severity: Severity::Note,
        title: text("权重为零的联系未参与计算", "Links of weight zero were left out"),
        body: text(
            "已知权重为零的联系不传递任何东西，加权计算中等同于没有联系。",
            "A link whose weight is known to be zero carries nothing: a weighted computation sees no link there.",
        ),
    },
    Explanation {
        code: "NET303",
        severity: Severity::Note,
        title: text("多方成员关系按双向通行", "Joint membership can be passed both ways"),
        body: text(
            "同为一项多方协议成员的联系没有箭头；在有向计算中按两个方向都可通行处理。",
            "Links of joint membership in an agreement have no arrow; a directed computation may pass along them either way.",
        ),
    },
];
