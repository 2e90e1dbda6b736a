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
    REGIONS_CODED = "PKG123" Note
        zh "区域名称已换成代码"
        "表中区域的名称或代码属于已知的写法（ISO 两位或三位国家代码、亚洲开发银行代码、中国省份的中英文名），已换成 ISO 3166-1 三位代码或 GB/T 2260 代码，以便与其他表对应。found 中列出每个原名称与代码，随导入记录保存。不在写法中的名称保持原样；会使两个区域同名时一个也不换。\n\n处理：核对；如需保留原名，请在导入前自行换名。\n\n例：AT = AUT，北京 = 110000。"
        en "Names of regions were replaced by codes"
        "The regions of the table are written in a known way (countries by two or three letters, codes of the Asian Development Bank, provinces of China in Chinese or English) and were replaced by the three letters of ISO 3166-1 or the codes of GB/T 2260, so that they meet other tables. Each name is given with its code and stays in the record of the import. A name that the list lacks stays as it is; where two regions would become one, none is replaced.\n\nWhat to do: check them; to keep a name, change it before the import.\n\nExample: AT = AUT, 北京 = 110000.";
    BUNDLE_UNKNOWN = "PKG124" Error
        zh "认不出的文件夹或压缩包"
        "其中没有 datapackage.json，也没有已知发布者的一组文件：EXIOBASE（Y.txt 与 Z.txt 或 A.txt）、Eora（…_T.txt 与 labels_T.txt）、GLORIA（…_T-Results_…csv 与 GLORIA_ReadMe_….xlsx）、先进芯片供应链（…inputs.csv、…sequence.csv、…provision.csv），也不是只含一个表格文件的压缩包。\n\n处理：逐个导入文件，或写一个 datapackage.json。\n\n例：只有图片的文件夹。"
        en "A folder or archive that nobody knows"
        "It holds no datapackage.json, and no set of files of a known publisher: EXIOBASE (Y.txt with Z.txt or A.txt), Eora (…_T.txt with labels_T.txt), GLORIA (…_T-Results_…csv with GLORIA_ReadMe_….xlsx), the chain of advanced chips (…inputs.csv, …sequence.csv, …provision.csv); nor is it an archive of one file with a table.\n\nWhat to do: import the files one by one, or write a datapackage.json.\n\nExample: a folder of pictures.";
    BUNDLE_INCOMPLETE = "PKG125" Error
        zh "一组文件缺一部分"
        "这组文件属于一个已知的发布者，但读它所必需的一个文件不在其中，或与其他文件对不上（行列数与标签数不等）。\n\n处理：把 expected 中的文件放进同一个文件夹。\n\n例：有 Eora26_2015_bp_T.txt，没有 labels_T.txt。"
        en "A part of a set of files is missing"
        "The files are those of a known publisher, but one that is needed to read them is not there, or does not fit the others (numbers of lines and of labels differ).\n\nWhat to do: put the file that is expected into the same folder.\n\nExample: there is Eora26_2015_bp_T.txt and no labels_T.txt.";
    SUPPLY_AND_USE = "PKG126" Warning
        zh "供给表与使用表并列"
        "产业与产品同为部门：产品到产业的单元是使用表，产业到产品的单元是供给表。以此做核算等于假定一种产品无论由谁生产投入都按产业的技术（产业技术假定）。\n\n处理：知道这一点即可；需要对称表时先自行转换。\n\n例：GLORIA。"
        en "Supply and use side by side"
        "Industries and products are both sectors: cells from products to industries are the use table, cells from industries to products the supply table. Accounts on it take a product to need the inputs of whichever industry makes it (industry technology).\n\nWhat to do: know it; where a symmetric table is needed, convert it first.\n\nExample: GLORIA.";
    PART_ASIDE = "PKG127" Note
        zh "一组文件中的一部分怎样处理"
        "这组文件中有些没有读取（由其他文件算得，或属于另一种价格），或由其他文件算出（只有投入系数时，流量为系数乘以产出）。\n\n处理：无需处理。\n\n例：EXIOBASE 的 impacts 由 satellite 算得，没有读取。"
        en "How a part of a set of files was treated"
        "Some of the files were not read, since they follow from the others or are of another price, or were computed from others: where there are only coefficients, a flow is the coefficient times output.\n\nWhat to do: nothing.\n\nExample: the folder impacts of EXIOBASE follows from satellite and was not read.";
    MESSAGE_DELETES = "PKG128" Error
        zh "报文要求删除"
        "SDMX 数据集的 action 是 Delete：其中各行是要撤回的，不是要读入的，因此没有读入。\n\n处理：若确要撤回，把 action 改为 Replace 后用 liantu import --withdraw 读入。\n\n例：<message:DataSet action=\"Delete\">。"
        en "The message asks to delete"
        "The action of an SDMX data set is Delete: its rows are to be taken out, not to be read in, so nothing was read.\n\nWhat to do: to take them out, change the action to Replace and read the file by liantu import --withdraw.\n\nExample: <message:DataSet action=\"Delete\">.";
    BINARY_WORKBOOK = "PKG130" Error
        zh "二进制工作簿只能作为投入产出表读取"
        "XLSB 工作簿里没有认出投入产出表；其他表格不从这种格式读取。\n\n处理：在表格软件中另存为 XLSX 或 CSV。\n\n例：企业名录.xlsb。"
        en "A binary workbook is read as an input-output table only"
        "No input-output table was recognised in the XLSB workbook; other tables are not read from this format.\n\nWhat to do: save it as XLSX or CSV in the spreadsheet program.\n\nExample: firms.xlsb.";
}
