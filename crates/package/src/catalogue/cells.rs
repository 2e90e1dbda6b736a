//! Single cells: types, codes, choices, ranges.

pages! {
    NUMBER_INVALID = "PKG201" Error
        zh "不是数字"
        "该列应为数字。单位、文字、脚注不能写在数字里；缺失请留空，不要写 0。\n\n处理：只留数字；单位写进 unit 列或列名。\n\n例：\"1204.5亿元\" 改为 1204.5。"
        en "Not a number"
        "The column holds numbers. Units, words and footnotes do not belong into the cell; leave it blank where the value is unknown, don't write 0.\n\nWhat to do: leave the number only; put the unit into the column unit or into the header.\n\nExample: \"1204.5 million\" becomes 1204.5.";
    INTEGER_INVALID = "PKG202" Error
        zh "不是整数"
        "该列应为整数（如阶段序号、层次）。\n\n处理：去掉小数部分或单位。\n\n例：\"2.5\" 或 \"第二\" 应为 2。"
        en "Not a whole number"
        "The column holds whole numbers, such as the number of a stage.\n\nWhat to do: remove fractions and words.\n\nExample: \"2.5\" or \"second\" should be 2.";
    BOOLEAN_INVALID = "PKG203" Error
        zh "不是“是/否”"
        "该列应为是或否：true/false、是/否、yes/no、1/0。空白表示未知，不等于否。\n\n处理：改用其中之一。\n\n例：\"也许\" 应留空。"
        en "Neither yes nor no"
        "The column holds yes or no: true/false, 是/否, yes/no, 1/0. Blank means unknown, which is not no.\n\nWhat to do: use one of these.\n\nExample: \"maybe\" should be left blank.";
    DATE_INVALID = "PKG204" Error
        zh "不是日期"
        "该列应为日期。可用 2021-05-17、2021/5/17、20210517、2021年5月17日；只有年或年月时取第一天。不存在的日子（2 月 30 日）不接受。\n\n处理：改成以上写法之一；不知道则留空。\n\n例：\"2021-02-30\"、\"去年\"。"
        en "Not a date"
        "The column holds days. Usual forms are 2021-05-17, 2021/5/17, 20210517 and 2021年5月17日; a year or month alone means its first day. Days that do not exist (30 February) are refused.\n\nWhat to do: use one of these forms, or leave it blank where unknown.\n\nExample: \"2021-02-30\", \"last year\".";
    PERIOD_INVALID = "PKG205" Error
        zh "不是时期"
        "该列应为年、半年、季、月、日，或左闭右开的区间。\n\n处理：写作 2021、2021-H1、2021-Q3、2021-05、202105、2021年1-11月、2020/2023 或 2016/..。\n\n例：\"2021-13\" 没有 13 月；\"2021年1-2\" 可能是两个月，也可能是一天；\"2023/2020\" 起止颠倒。"
        en "Not a period"
        "The column holds a year, half-year, quarter, month or day, or a half-open interval.\n\nWhat to do: write 2021, 2021-H1, 2021-Q3, 2021-05, 202105, 2021年1-11月, 2020/2023 or 2016/..\n\nExample: \"2021-13\" has no month 13; \"2021年1-2\" may be two months or a day; \"2023/2020\" ends before it starts.";
    REGION_UNKNOWN = "PKG206" Error
        zh "未知的区域代码"
        "代码不在 GB/T 2260 中，也不在数据包或工作区的 region 表中，因此不知道这一行属于哪里。\n\n处理：改正代码（提示给出最接近的）；若是功能区、园区或境外地点，在 region 表中为它加一行，代码以字母开头。\n\n例：\"31000\" 少一位，应为 310000。"
        en "Unknown region code"
        "The code is neither in GB/T 2260 nor in the table region of the package or the workspace, so nobody knows where the row belongs.\n\nWhat to do: correct it (the help names the nearest one); for a functional area, a park or a foreign place add a row to region under a code that starts with a letter.\n\nExample: \"31000\" lacks a digit; it should be 310000.";
    INDUSTRY_UNKNOWN = "PKG207" Error
        zh "未知的行业代码"
        "代码不在 GB/T 4754-2017 中，也不是以 x- 开头的自定产业。\n\n处理：改正代码；把若干行业合成的产业写作 x-名称，并在 industry 表中说明其组成。\n\n例：\"C39x\" 最接近 \"C39\"；“集成电路产业”可写作 x-ic。"
        en "Unknown industry code"
        "The code is not in GB/T 4754-2017, nor an own aggregate that starts with x-.\n\nWhat to do: correct it; call an aggregate of several industries x-name and say in the table industry what it holds.\n\nExample: \"C39x\" is closest to \"C39\"; integrated circuits as a chain could be x-ic.";
    CREDIT_CODE_INVALID = "PKG208" Error
        zh "统一社会信用代码有误"
        "代码不是 18 位，含有不使用的字母（I、O、S、V、Z），或校验码不符。一个抄错的字符就会指向另一家单位，或不存在的单位。\n\n处理：对照营业执照核对；不知道则留空。\n\n例：91440300192203821O 的末位是字母 O，应为数字。"
        en "Wrong unified social credit code"
        "The code does not have 18 characters, uses a letter that the standard does not (I, O, S, V, Z), or its check character does not fit. One wrong character points to another organisation, or to none.\n\nWhat to do: compare it with the licence; leave it blank where unknown.\n\nExample: 91440300192203821O ends in a letter O where a digit belongs.";
    VALUE_MISSING = "PKG209" Error
        zh "必需的值缺失"
        "该列每一行都必须有值。空白、NA、N/A、null、-、—、…、---- 等都表示缺失，从不当作 0。\n\n处理：补上值，或删去该行。\n\n例：link 的 layer 为空。"
        en "A required value is missing"
        "Every row needs a value in this column. Blank, NA, N/A, null, -, —, …, ---- all mean missing and are never read as 0.\n\nWhat to do: add the value, or remove the row.\n\nExample: a link without a layer.";
    CHOICE_UNKNOWN = "PKG210" Error
        zh "不在可选值之中"
        "该列只能取规定的值之一（或其中英文名称）。\n\n处理：改用提示的值；完整列表见表的说明。\n\n例：level 写作 \"ctiy\"，应为 \"city\"。"
        en "Not one of the choices"
        "The column takes one of a list of words (or their Chinese or English labels) only.\n\nWhat to do: use the one suggested; the description of the table has the whole list.\n\nExample: the level \"ctiy\" should be \"city\".";
    RANGE_EXCEEDED = "PKG211" Error
        zh "超出允许的范围"
        "数值小于最小值或大于最大值。常见原因是单位不同（百分数写成了份额）或列错位。\n\n处理：检查单位；份额写 0 到 1。\n\n例：share 写作 35，应为 0.35。"
        en "Out of range"
        "The number is below the smallest or above the largest allowed. Usually the unit differs (a percentage in place of a share) or the columns are shifted.\n\nWhat to do: check the unit; shares go from 0 to 1.\n\nExample: a share of 35 should be 0.35.";
    NUMBER_AMBIGUOUS = "PKG212" Error
        zh "数字写法有歧义"
        "逗号（或点）可能是千分位，也可能是小数点，而该列没有别的数字能够判断。猜错就是一千倍的差别，因此不猜。\n\n处理：在映射中写明 decimal = \".\" 或 decimal = \",\"。\n\n例：\"1,234\" 是一千二百三十四，还是一又零点二三四？"
        en "The number can be read in two ways"
        "The comma (or point) may group thousands or mark decimals, and no other number of the column tells which. A wrong guess is wrong a thousand times, so nothing is guessed.\n\nWhat to do: say decimal = \".\" or decimal = \",\" in the mapping.\n\nExample: is \"1,234\" one thousand two hundred and thirty-four, or a little more than one?";
    PERCENT_UNEXPECTED = "PKG213" Error
        zh "不应有百分号"
        "该列的单位不是比率，百分号会改变数值的含义。\n\n处理：去掉百分号，必要时换算；在映射中写 factor = 0.01 可把百分数读作份额。\n\n例：weight 列的 \"35%\" 写作 0.35。"
        en "A percent sign does not belong here"
        "The unit of the column is not a ratio, so a percent sign changes what the number means.\n\nWhat to do: remove it and convert; factor = 0.01 in the mapping reads percentages as shares.\n\nExample: write 0.35 for \"35%\" in the column weight.";
    ZEROS_LOST = "PKG214" Error
        zh "代码丢失了前导零"
        "表格软件把代码存成了数字，前面的零没有了；按代码体系可以断定原来有零。链图不擅自补零，以免把错码变成另一个对的码。\n\n处理：把该列设为文本格式后重新填写。\n\n例：农业大类 A01 的数字部分 \"01\" 变成了 1；商品编码 07031010 变成了 7031010。"
        en "A code has lost its leading zero"
        "A spreadsheet stored the code as a number and dropped the zero in front; the code system makes it certain that there was one. Liantu does not fill it in by itself, lest a wrong code become another right one.\n\nWhat to do: format the column as text and enter the codes again.\n\nExample: division 01 of agriculture became 1; the commodity 07031010 became 7031010.";
    REGION_UNDECLARED = "PKG215" Warning
        zh "自定区域没有登记"
        "以字母开头的自定代码不在 region 表中：没有名称、层级和位置，地图上无处可放。行被接受。\n\n处理：在 region 表中为它加一行。\n\n例：link 表用到 \"G60\"，region 表中没有。"
        en "An own region is not declared"
        "A code of your own (it starts with a letter) has no row in the table region: no name, no level, no place on the map. The row is accepted.\n\nWhat to do: add a row to region.\n\nExample: link uses \"G60\", and region has no such row.";
    DATE_AMBIGUOUS = "PKG216" Error
        zh "日期的日月次序不明"
        "形如 05/06/2021 的日期在不同国家含义不同，因此不猜。\n\n处理：改成年在前的写法。\n\n例：05/06/2021 写作 2021-06-05 或 2021-05-06。"
        en "The order of day and month is uncertain"
        "A date such as 05/06/2021 means different days in different countries, so nothing is guessed.\n\nWhat to do: write the year first.\n\nExample: write 2021-06-05 or 2021-05-06 for 05/06/2021.";
    COORDINATES_SWAPPED = "PKG217" Warning
        zh "经纬度可能颠倒"
        "经度落在中国的纬度范围（3–54），纬度落在中国的经度范围（73–136）以内或超出 90，很可能写反了。\n\n处理：对调两列；确实在境外则可忽略。\n\n例：lon = 31.23, lat = 121.47（上海）应为 lon = 121.47, lat = 31.23。"
        en "Longitude and latitude may be swapped"
        "The longitude lies among the latitudes of China (3–54) and the latitude among its longitudes (73–136) or beyond 90; they are probably swapped.\n\nWhat to do: exchange the two columns; ignore this if the place really lies there.\n\nExample: lon = 31.23, lat = 121.47 (Shanghai) should be lon = 121.47, lat = 31.23.";
    CELL_FAULT = "PKG218" Error
        zh "单元格是公式错误"
        "单元格的公式没有算出结果（#REF!、#DIV/0! 等），没有值可读。\n\n处理：在表格软件中改正公式，或改为空白。\n\n例：#REF! 表示引用的单元格已被删除。"
        en "The cell holds a formula error"
        "The formula of the cell has no result (#REF!, #DIV/0!, …), so there is no value to read.\n\nWhat to do: correct the formula in the spreadsheet, or leave the cell blank.\n\nExample: #REF! refers to a cell that was deleted.";
    GOODS_UNKNOWN = "PKG219" Warning
        zh "商品编码的形式不对"
        "税则号列（HS）为 8 位或 10 位数字，统计中也有 2、4、6 位；小数点和空格会去掉。其他写法按原样保留，但按章、品目归并时归不到一处。\n\n处理：对照税则改正。\n\n例：\"abc\"、13 位的申报编码。"
        en "Not the form of a commodity code"
        "Codes of the Harmonised System have 8 or 10 digits, in statistics also 2, 4 or 6; points and blanks are left out. What is written otherwise stays as it is, and finds no chapter or heading.\n\nWhat to do: compare it with the tariff.\n\nExample: \"abc\", a code of 13 digits.";
    DIGITS_LOST = "PKG220" Warning
        zh "长号码丢失了末几位"
        "表格软件把长号码存成了数字，只留下前 15 位，其后变成 0；不同的号码会变成同一个，后一行会替换前一行。链图无从恢复。\n\n处理：把该列设为文本格式，从来源重新导出。\n\n例：20 位发票号码 24312000000012345678 变成 24312000000012350000 或 2.4312E+19。"
        en "A long number has lost its last digits"
        "A spreadsheet stored a long number as a value and kept its first 15 digits, with zeros after them; different numbers become the same, and the later row replaces the earlier. Nothing brings them back.\n\nWhat to do: format the column as text and export it again from its source.\n\nExample: the invoice number 24312000000012345678 became 24312000000012350000, or 2.4312E+19.";
}
