//! What a source declares about its own numbers.

pages! {
    SUM_DISAGREES = "PKG501" Warning
        zh "声明的合计与各项之和不符"
        "来源印出的合计与其各项之和（按印出的小数位数舍入）不等。来源的错误不会被悄悄改掉：两个数都保留，这里指出。\n\n处理：核对来源；确为印刷错误则保持原样。\n\n例：印 32，而 2 + 18 + 8 + 8 = 36。"
        en "A declared sum disagrees with its parts"
        "The sum that the source prints and the sum of its parts differ at the decimals printed. Mistakes of a source are not repaired silently: both numbers stay, and this says so.\n\nWhat to do: check the source; if it is a misprint, leave it as it is.\n\nExample: printed 32, but 2 + 18 + 8 + 8 = 36.";
    RATIO_DISAGREES = "PKG502" Warning
        zh "声明的比值与计算不符"
        "来源印出的比值与首项除以次项（按印出的小数位数舍入）不等。\n\n处理：核对来源；确为舍入或印刷错误则保持原样。\n\n例：印 0.1990，而 1280.15 / 6430.68 = 0.1991。"
        en "A declared ratio disagrees with its parts"
        "The ratio that the source prints and the first part divided by the second differ at the decimals printed.\n\nWhat to do: check the source; if it is a misprint or a rounding, leave it as it is.\n\nExample: printed 0.1990, but 1280.15 / 6430.68 = 0.1991.";
    COUNT_DISAGREES = "PKG503" Warning
        zh "声明的个数与列举不符"
        "来源说有若干个，而列举的不是这么多。\n\n处理：核对来源；保持原样，或改正遗漏。\n\n例：“六市”列举了七个城市。"
        en "A declared count disagrees with the list"
        "The source says how many there are and lists another number.\n\nWhat to do: check the source; leave it as it is, or add what is missing.\n\nExample: \"six cities\" that lists seven.";
    TOTAL_UNCHECKED = "PKG504" Warning
        zh "声明的合计无法检验"
        "合计或其组成部分提到的事实编号不在数据包里，或没有数值，或除数为零。未知不当作 0，因此不检验。\n\n处理：改正编号，或补上事实。\n\n例：parts 为 F01|F99，而没有 F99。"
        en "A declared total can't be checked"
        "A fact that the total or its parts name is not in the package, has no value, or would divide by zero. Unknown is not 0, so nothing is checked.\n\nWhat to do: correct the identifiers, or add the fact.\n\nExample: the parts F01|F99, and there is no F99.";
    SOURCE_DISCREPANCY = "PKG505" Note
        zh "来源中的疑误"
        "discrepancy 表记录的一处矛盾：来源如何写、这里采用什么、为什么。它不是导入的错误，每次检查都会列出，以免被忘记。\n\n处理：无需处理；若有更好的依据，改动该行。\n\n例：来源写“两县一区”，列举的是两区一县。"
        en "A discrepancy in a source"
        "A contradiction that the table discrepancy records: what the source has, what is used here, and why. It is no error of the import; every check lists it, so that it isn't forgotten.\n\nWhat to do: nothing; with better evidence, change the row.\n\nExample: the source says \"two counties and a district\" and lists two districts and a county.";
    CONCORDANCE_UNBALANCED = "PKG506" Warning
        zh "对照表中一个代码的权重之和不为 1"
        "这里同一原代码在同一目标分类下的权重都已知，而其和不是 1：照此换算，数值会凭空产生或消失，因此派生时视其份额为未知（MON503）。有空白（未知）时不检查；只更正其中几行时，请核对与已有各行之和。\n\n处理：改正权重，或补上遗漏的去向。\n\n例：0.5 + 0.4 = 0.9。"
        en "The weights of a code in a concordance do not sum to 1"
        "All weights here of one code in one other classification are known, and their sum is not 1: what is carried over would appear or vanish, so derivations take the shares as unknown (MON503). Nothing is checked where a weight is blank (unknown); where only some of its rows are corrected, see that they add up with those that stay.\n\nWhat to do: correct the weights, or add the missing code.\n\nExample: 0.5 + 0.4 = 0.9.";
}
