//! How a file is laid out: records, headers, quotes, encodings.

pages! {
    ROW_RAGGED = "PKG101" Error
        zh "字段数与表头不符"
        "这一行的字段比表头多或少。多半是文本中有未加引号的分隔符，或行被截断；此后的值都可能错位。在 warn 策略下，多出的字段被忽略，缺少的视为空。\n\n处理：给含分隔符的文本加上双引号，或补齐该行。\n\n例：表头 3 列，行 \"310000,上海, 江苏,2021\" 有 4 个字段。"
        en "The row has another number of fields than the header"
        "The row has more or fewer fields than the header. Usually a text holds an unquoted delimiter, or the row was cut off; every value after that may stand in the wrong column. Under the policy warn, surplus fields are ignored and missing ones are blank.\n\nWhat to do: put double quotes around texts that hold the delimiter, or complete the row.\n\nExample: 3 columns in the header, and the row \"310000,Shanghai, Jiangsu,2021\" has 4 fields.";
    HEADER_DUPLICATE = "PKG102" Error
        zh "表头有重名的列"
        "两列同名（忽略大小写、全半角和空格后相同），且该列要用到，无法判断取哪一列。没有用到的重名列只在映射提议中提示。\n\n处理：改名，或在映射中用列号（如 from = 3）指定。\n\n例：表头 \"region,value,value\"。"
        en "Two columns have the same header"
        "Two columns have the same name (case, full and half width and spaces aside) and one of them is needed, so nothing says which. Duplicates that nobody needs are mentioned in the proposal only.\n\nWhat to do: rename one, or name it in the mapping by its number (from = 3).\n\nExample: the header \"region,value,value\".";
    COLUMN_UNKNOWN = "PKG103" Warning
        zh "未知的列"
        "该列不属于这张表，未被读取。多半是拼写不同。\n\n处理：改成建议的列名，或在映射中指明它对应哪一列；确实不需要则可忽略。\n\n例：\"reigon\" 最接近 \"region\"。"
        en "Unknown column"
        "The column does not belong to the table and was not read. Usually it is spelt differently.\n\nWhat to do: use the suggested name, or say in the mapping which column it is; ignore this if it isn't needed.\n\nExample: \"reigon\" is closest to \"region\".";
    COLUMN_MISSING = "PKG104" Error
        zh "缺少必需的列"
        "这张表的每一行都必须有该列的值，而文件没有这一列，因此不读取该文件。\n\n处理：补上该列，或在映射中指明对应的列或常量。\n\n例：link 表缺少 \"layer\"；映射中写 layer = { value = \"IND\" }。"
        en "A required column is missing"
        "Every row of the table needs a value in this column, and the file has no such column, so the file is not read.\n\nWhat to do: add the column, or name in the mapping the column or constant it comes from.\n\nExample: link lacks \"layer\"; write layer = { value = \"IND\" } in the mapping.";
    QUOTE_UNTERMINATED = "PKG105" Error
        zh "引号没有结束"
        "双引号打开后没有在分隔符或行尾之前关闭。若照单全收，后面的许多行会被吞进这一个字段；因此该行被拒绝，从下一行继续检查。\n\n处理：补上结束的引号；文本内部的引号要写两遍。\n\n例：1,\"上海,2021 缺少第二个引号；正确：1,\"他说\"\"好\"\"\",2021"
        en "A quote is not closed"
        "A double quote opens and is not closed before a delimiter or the end of a line. Taken literally, it would swallow many rows into one field; so the row is rejected, and checking goes on at the next line.\n\nWhat to do: close the quote; write quotes within a text twice.\n\nExample: 1,\"Shanghai,2021 lacks the second quote; right: 1,\"he said \"\"yes\"\"\",2021";
    QUOTE_STRAY = "PKG106" Error
        zh "结束引号之后还有文字"
        "带引号的字段在结束引号之后、分隔符之前还有文字，不知道字段在哪里结束。\n\n处理：文本内部的引号写两遍。\n\n例：\"上海\"市,1 应写作 \"上海市\",1 或 \"\"\"上海\"\"市\",1"
        en "There is text after a closing quote"
        "A quoted field has text between its closing quote and the next delimiter, so that its end is uncertain.\n\nWhat to do: write quotes within a text twice.\n\nExample: \"Shanghai\" city,1 should be \"Shanghai city\",1 or \"\"\"Shanghai\"\" city\",1";
    BYTES_UNDECODABLE = "PKG107" Error
        zh "无法解码的字节"
        "该处的字节在文件的编码中没有意义，原文已经丢失（显示为 �）。常见于两种编码的文件拼接在一起，或文件已经被错误地转换过。\n\n处理：从原始文件重新导出，编码选 UTF-8。\n\n例：UTF-8 文件中间夹了一段 GBK 文本。"
        en "Bytes that can't be decoded"
        "The bytes mean nothing in the encoding of the file; the text is lost there (shown as �). Usually two files of different encodings were joined, or the file was converted wrongly before.\n\nWhat to do: export it again from its origin, as UTF-8.\n\nExample: a UTF-8 file with a stretch of GBK in its middle.";
    CHARACTER_NUL = "PKG108" Error
        zh "含有空字符"
        "文本中有编号为 0 的字符。它不属于任何表格数据，多半来自损坏的文件、二进制文件，或没有标记的 UTF-16。\n\n处理：重新导出文件，编码选 UTF-8。\n\n例：把 .xls 改名为 .csv。"
        en "There is a NUL character"
        "The text holds the character number 0, which belongs to no table: the file is damaged, binary, or UTF-16 without a mark.\n\nWhat to do: export it again as UTF-8.\n\nExample: an .xls renamed to .csv.";
    HEADER_ABSENT = "PKG109" Error
        zh "找不到表头"
        "文件是空的，或开头的若干行里没有一行像表头（各列名称）。\n\n处理：第一行写列名；若表头在别处，在映射中写 header_row。\n\n例：文件第一行就是数据 \"310000,2021,5\"。"
        en "No header was found"
        "The file is empty, or none of its first rows looks like a header (the names of the columns).\n\nWhat to do: put the column names into the first row; if they stand elsewhere, say header_row in the mapping.\n\nExample: a file that starts with the data \"310000,2021,5\".";
    RECORD_LONG = "PKG110" Error
        zh "一行过长"
        "一行的字节数超过上限，多半不是表格文本，或换行符缺失。该行被拒绝。\n\n处理：检查文件是否为文本表格。\n\n例：4 MB 以上的一行。"
        en "A row is too long"
        "A row has more bytes than allowed: the file is probably no table, or its line breaks are missing. The row is rejected.\n\nWhat to do: check that the file is a table in text form.\n\nExample: a row of more than 4 MB.";
    HEADER_BELOW_TITLE = "PKG111" Note
        zh "表头上方有标题行"
        "表头不在第一行；上方的标题或合并单元格被跳过，“单位：”一行用于没有自带单位的列。\n\n处理：无需处理；若认错了表头，在映射中写 header_row。\n\n例：第 1 行“2021年各市产值”，第 2 行“单位：亿元”，第 3 行才是列名。"
        en "There are title rows above the header"
        "The header is not in the first row; titles or merged cells above it were skipped. A line 单位： is applied to columns that state no unit of their own.\n\nWhat to do: nothing; if the wrong row was taken, say header_row in the mapping.\n\nExample: row 1 \"Output of cities, 2021\", row 2 \"unit: 100 million yuan\", and the column names in row 3.";
    ENCODING_GUESSED = "PKG112" Note
        zh "文件不是 UTF-8"
        "文件按另一种编码解码：GB18030（含 GBK、GB2312，逐字节严格校验通过）或带标记的 UTF-16。\n\n处理：看一眼中文是否正确；不对则在映射中写 encoding。\n\n例：Excel 另存的“CSV（逗号分隔）”在中文系统上是 GBK。"
        en "The file is not UTF-8"
        "The file was decoded in another encoding: GB18030 (which includes GBK and GB2312; every byte fits), or UTF-16 with a mark.\n\nWhat to do: see whether the Chinese reads right; if not, say encoding in the mapping.\n\nExample: \"CSV (comma separated)\" as saved by Excel on a Chinese system is GBK.";
    TABLE_UNSURE = "PKG113" Error
        zh "不能确定是哪张表"
        "没有指明表，而表头与任何一张表都不够相符，或与两张表同样相符。\n\n处理：用选项或映射中的 table 指明。\n\n例：只有“名称、数值”两列的文件。"
        en "It is not certain which table this is"
        "No table was named, and the header fits none well enough, or two equally.\n\nWhat to do: name it, by the option or as table in the mapping.\n\nExample: a file with only the columns \"name\" and \"value\".";
    COLUMNS_MANY = "PKG114" Error
        zh "列数过多"
        "表头的列数超过上限，文件不读取。各年份或各地区各占一列的宽表应先转为长表。\n\n处理：转成每行一个值（indicator, region, period, value）。\n\n例：30000 列的表头。"
        en "There are too many columns"
        "The header has more columns than allowed, so the file is not read. Wide tables with a column for each year or place should be made long first.\n\nWhat to do: make it one value a row (indicator, region, period, value).\n\nExample: a header of 30,000 columns.";
    ROW_EMPTY = "PKG115" Note
        zh "空行"
        "这一行有分隔符而没有任何内容，不计为数据行。\n\n处理：无需处理。\n\n例：Excel 导出的末尾几行 \",,,,\"。"
        en "The row is empty"
        "The row has delimiters and nothing else; it does not count as data.\n\nWhat to do: nothing.\n\nExample: the last rows \",,,,\" of an export from Excel.";
    MAPPING_UNMATCHED = "PKG116" Error
        zh "映射与文件不符"
        "映射提到的列在文件中没有，或映射的目标不是该表的列，或所写的编码、工作表不存在。\n\n处理：改正映射；用 propose 可重新生成。\n\n例：value = { from = \"产值\" }，而文件的列是“总产值”。"
        en "The mapping does not fit the file"
        "The mapping names a column that the file does not have, a target that the table does not have, or an encoding or a sheet that doesn't exist.\n\nWhat to do: correct the mapping; a new one can be proposed from the file.\n\nExample: value = { from = \"output\" } where the file has \"total output\".";
    COLUMN_ALIAS = "PKG117" Note
        zh "按别名认出的列"
        "列名不是表的列名，但其中文或英文名称、别名与之相符，已按此读取。\n\n处理：看一眼是否正确；不对则写映射。\n\n例：“行政区划代码”读作 region。"
        en "A column was recognised by another name"
        "The header is not the name of a column but one of its titles or aliases, and was read as that.\n\nWhat to do: see whether it is right; if not, write a mapping.\n\nExample: \"adcode\" was read as region.";
}
