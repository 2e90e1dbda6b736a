//! Input-output tables as matrices.

pages! {
    MATRIX_READ = "PKG118" Note
        zh "按投入产出矩阵读取"
        "文件是行为供给、列为使用的矩阵，已逐单元转为 io_entry 表的长格式：零不列出，合计不读取（总产出除外）。found 中列出形式、大小、区域数、部门数、时期与单位。\n\n处理：核对这些数字；时期、单位或区域不对时，在映射中写常量，如 period = { value = \"2017\" }。\n\n例：wiot_2011.RData：1435 × 1641，41 个区域。"
        en "Read as an input-output matrix"
        "The file is a matrix whose rows supply and whose columns use; it was turned into the long form of the table io_entry cell by cell. Zeros are not listed and totals not read, except that of output. Form, size, regions, sectors, period and unit are given.\n\nWhat to do: check these; where period, unit or region are wrong, put constants into the mapping, such as period = { value = \"2017\" }.\n\nExample: wiot_2011.RData: 1435 × 1641, 41 regions.";
    LABEL_UNKNOWN = "PKG119" Warning
        zh "矩阵中有无法识别的标签"
        "该行或列的名称不在词表中，也不是同时作为行与列的部门：行按扩展账户读取，列按最终需求读取。\n\n处理：核对它是什么；是增加值、进口、出口或合计的，改用通行的名称再导入。\n\n例：一行叫“其他”。"
        en "The matrix has labels that are not known"
        "The row or column is in no list of names and is no sector, since it does not name both a row and a column. Rows were read as extensions, columns as final demand.\n\nWhat to do: see what it is; value added, imports, exports and totals are known by their usual names.\n\nExample: a row called \"other\".";
    USE_TABLE = "PKG120" Warning
        zh "这是使用表，不是对称表"
        "行为产品，列为产业；代码相同的产品与产业被当作同一部门。由此得到的列昂惕夫逆只在每个产业主要生产自己的产品时近似成立。\n\n处理：用对称的投入产出表（产业×产业或产品×产品）做核算；使用表只作描述。\n\n例：美国经济分析局的 Use 表。"
        en "A use table, not a symmetric one"
        "Rows are products and columns industries; a product and an industry of the same code were taken for one sector. What follows from the inverse is an approximation that holds where each industry mainly makes its own products.\n\nWhat to do: use a symmetric table (industries by industries or products by products) for accounts; take this one for a description.\n\nExample: the use tables of the US Bureau of Economic Analysis.";
    PERIOD_ABSENT = "PKG121" Error
        zh "不知道矩阵属于哪一时期"
        "文件名、对象名和表头中都没有年份，因此不读取。\n\n处理：在映射中写 period = { value = \"2017\" }，或在文件名中写上年份。\n\n例：table.csv。"
        en "The period of the matrix is not known"
        "Neither the name of the file or object nor the rows above the matrix hold a year, so the file is not read.\n\nWhat to do: write period = { value = \"2017\" } in the mapping, or put the year into the name of the file.\n\nExample: table.csv.";
    R_WITHOUT_TABLE = "PKG122" Error
        zh "R 文件中没有认得出的投入产出表"
        "文件中的对象既不是 WIOD 形式的列表，也不是行列标签相符的数据框。\n\n处理：在 R 中把矩阵存成数据框（行名与列名为部门代码），或导出为 CSV。\n\n例：只含模型对象的 .RData。"
        en "No input-output table in the R file"
        "Its objects are neither a list in the form of WIOD nor a data frame whose rows and columns have labels in common.\n\nWhat to do: save the matrix as a data frame with the codes of the sectors for names of rows and columns, or export it as CSV.\n\nExample: an .RData that holds a model.";
}
