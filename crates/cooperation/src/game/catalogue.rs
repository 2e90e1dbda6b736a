//! What is found where something is to be divided or promised.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "COO501",
        severity: Severity::Error,
        title: text("联盟的价值不全，不能计算", "Worths of coalitions are missing: nothing is computed"),
        body: text(
            "form=coalitions 要求列出每一个非空联盟的价值（n 个成员共 2^n − 1 个）；空白是未知，不是零。补齐缺少的联盟，或改用 form=synergies（各自价值与两两增益）、airport（共用工程）、bankruptcy（债权与财产）。",
            "form=coalitions needs the worth of every coalition (2^n − 1 for n members); a blank is unknown, not zero. Add the missing ones, or use form=synergies (what each has alone and what pairs gain), airport (a shared work) or bankruptcy (claims and an estate).",
        ),
    },
    Explanation {
        code: "COO502",
        severity: Severity::Warning,
        title: text(
            "核为空：没有外部资金就没有稳定的分配",
            "The core is empty: no division is stable without money from outside",
        ),
        body: text(
            "总有一些成员单独合作更有利。所列联盟按所列权重合起来恰好使每个成员计一次，而其价值之和超过全体的价值，这就是原因；subsidy 为使分配稳定所需的最少外部补贴。",
            "Whatever the division, some members do better among themselves. The coalitions listed count every member once by the weights listed, and are together worth more than all: that is the reason; subsidy is the least money from outside with which a division is stable.",
        ),
    },
    Explanation {
        code: "COO503",
        severity: Severity::Warning,
        title: text("单干之和超过合作的价值", "Apart they have more than together"),
        body: text(
            "各成员单独所得之和大于全体的价值，因此没有人人不吃亏的分配；核仁改为在所有分配中求（预核仁）。",
            "What the members have alone adds up to more than the worth of all, so that no division leaves everybody at least as well off; the nucleolus is sought among all divisions (the prenucleolus).",
        ),
    },
    Explanation {
        code: "COO504",
        severity: Severity::Note,
        title: text("成员太多，夏普利值为抽样估计", "Too many members: the value of Shapley is an estimate"),
        body: text(
            "超过 20 个成员时不能列出全部联盟。以随机次序及其反序抽样，给出标准误与 95% 区间；增加 orders 可缩小误差。",
            "With more than 20 members not all coalitions can be listed. Random orders and their reverses are drawn, and the standard error and the 95% interval are given; more orders make them smaller.",
        ),
    },
    Explanation {
        code: "COO505",
        severity: Severity::Error,
        title: text("博弈的资料不合所选形式", "The data of a game do not fit its form"),
        body: text(
            "synergies 只取单个成员与两人联盟，且要求每个成员都有单独的价值；airport 与 bankruptcy 取单个成员的成本或债权（不为负），bankruptcy 还要全体联盟一行作为财产；核与核仁最多 20 个成员。",
            "synergies takes single members and pairs and needs what each has alone; airport and bankruptcy take the cost or the claim of single members, not negative, and bankruptcy a row of all members for the estate; the core and the nucleolus take up to 20 members.",
        ),
    },
    Explanation {
        code: "COO506",
        severity: Severity::Warning,
        title: text("该分配不在核中", "The division is not in the core"),
        body: text(
            "所列联盟单独合作可得的比分给它的多，它有理由退出。公平（夏普利值）不等于稳定：可改用核仁，或对该联盟加以补偿。",
            "The coalition listed is worth more alone than it is given and has reason to leave. Fair, as the value of Shapley is, is not the same as stable: use the nucleolus, or compensate the coalition.",
        ),
    },
    Explanation {
        code: "COO507",
        severity: Severity::Warning,
        title: text("没有协议可言", "There is no deal"),
        body: text(
            "合作的总额低于各方底线之和，或某一方的上限低于它的底线：至少一方不签约更好。降低底线的办法是改变外部选择，提高总额的办法是扩大合作。",
            "The total is less than what the parties have without a deal, or a cap lies below what a party has anyway: at least one of them does better without signing. Enlarge what is to be divided, or change what they have otherwise.",
        ),
    },
    Explanation {
        code: "COO508",
        severity: Severity::Note,
        title: text("上限之外有余额", "The caps leave something over"),
        body: text(
            "各方都到上限后还有余额无人领取（unassigned）。协议应写明余额归谁，例如滚动投入园区。",
            "With all parties at their caps something is left that nobody takes (unassigned). The agreement should say where it goes, for instance back into the park.",
        ),
    },
    Explanation {
        code: "COO509",
        severity: Severity::Warning,
        title: text("承诺守不住", "The promise would not be kept"),
        body: text(
            "违约比守约有利。never 为真时多大的耐心也不够：园区离开对方也过得好。可降低分成到 largest_share 以下，设立数额为 bond 的保证金，缩短发现违约的时间，或使中止合作的损失更大。",
            "Breaking pays more than keeping. Where never is true no patience is enough: the park does well without the partner. Lower the share below largest_share, put the bond in escrow, find out faster, or make the end of cooperation cost more.",
        ),
    },
    Explanation {
        code: "COO510",
        severity: Severity::Warning,
        title: text("没有补偿能使方案成为帕累托改进", "No compensation makes the proposal a Pareto improvement"),
        body: text(
            "全部变化之和不为正：受益者的所得不足以（或恰好只够）补偿受损者。方案本身需要修改。",
            "The changes do not add up to more than zero: winners gain too little, or just enough, to make good what losers lose. The proposal itself has to change.",
        ),
    },
    Explanation {
        code: "COO511",
        severity: Severity::Warning,
        title: text("风险的资料不全或矛盾，未计入", "A risk is incomplete or contradictory and left out"),
        body: text(
            "该风险没有可能性或损失，或各行所填不同，或某方没有分担比例。请补全或统一；在此之前各方的敞口被低估。",
            "The risk has no probability or loss, or its rows state different ones, or a party's share is blank. Complete it; until then the exposures are too low.",
        ),
    },
    Explanation {
        code: "COO512",
        severity: Severity::Warning,
        title: text("分担比例合计不为 1", "The shares of a risk do not add up to one"),
        body: text(
            "合计不足 1 的部分无人承担，列为 unassigned；合计超过 1 的风险不计入。请在协议中写明由谁承担。",
            "What is missing to one is borne by nobody and listed as unassigned; a risk whose shares exceed one is left out. The agreement should say who bears it.",
        ),
    },
    Explanation {
        code: "COO513",
        severity: Severity::Note,
        title: text("政策的形式未载明", "The form of a policy is not stated"),
        body: text(
            "policy 表的 instrument 空白：由用词推断的只是线索（suspected），推断不出的不算合规（unknown）。请填 tax、subsidy、land、fee 或 other。",
            "The instrument of the policy is blank: what is read off its words is a hint (suspected), and where no word tells, it does not count as clean (unknown). Enter tax, subsidy, land, fee or other.",
        ),
    },
    Explanation {
        code: "COO514",
        severity: Severity::Error,
        title: text("单位不同且无法换算，没有计算", "Units differ and cannot be converted: nothing is computed"),
        body: text(
            "一个博弈的价值、或一项协议的损失以不同单位填写，其中有的不能互相换算（例如不同货币），或有的没有写单位（–）；括号内为首行。请统一单位；同一货币的元、万元、亿元会自动换算。",
            "The worths of a game, or the losses of an agreement, are in different units of which some cannot be converted into each other (different currencies, for instance) or are blank (–); in brackets the first row. Bring them to one unit; 元, 万元 and 亿元 of one currency are converted.",
        ),
    },
    Explanation {
        code: "COO515",
        severity: Severity::Warning,
        title: text("所给分配之和不等于全体的价值", "The division given does not add up to the worth of all"),
        body: text(
            "各成员所得合计须等于全体联盟的价值，才是一种分配；不等者不在核中。请改正 division。",
            "A division gives the members together what all of them are worth; what adds up to something else is not in the core. Correct division.",
        ),
    },
];
