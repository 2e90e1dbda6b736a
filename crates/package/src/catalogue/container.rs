//! Files, archives and the descriptor.

pages! {
    DESCRIPTOR_INVALID = "PKG001" Error
        zh "数据包描述文件无效"
        "datapackage.json 不是有效的 JSON，或缺少 resources 列表，或某个资源缺少 name 或 path。没有它就不知道包里有哪些表，因此不会读取任何内容。\n\n处理：按提示的位置改正；每个资源至少需要 name（表名）和 path（文件）。\n\n例：{\"name\": \"demo\", \"resources\": [{\"name\": \"actor\", \"path\": \"actor.csv\"}]}"
        en "The package descriptor is not valid"
        "datapackage.json is not JSON, or lacks its list of resources, or a resource lacks its name or path. Without it nothing says which tables the package holds, so nothing is read.\n\nWhat to do: correct it at the place shown; a resource needs at least a name (of a table) and a path (of a file).\n\nExample: {\"name\": \"demo\", \"resources\": [{\"name\": \"actor\", \"path\": \"actor.csv\"}]}";
    PATH_UNSAFE = "PKG002" Error
        zh "资源路径越出数据包"
        "路径是绝对路径、含有 ..、含反斜杠或盘符，或经符号链接指到包外。这样的包可能读取或覆盖与它无关的文件，因此拒绝。\n\n处理：把文件放进包内，用相对路径引用。\n\n例：\"../../etc/passwd\" 被拒绝，\"data/actor.csv\" 可以。"
        en "A path leads out of the package"
        "The path is absolute, holds .., a backslash or a drive letter, or leaves the package through a symbolic link. Such a package could read files that are none of its business, so it is refused.\n\nWhat to do: put the file inside the package and refer to it by a relative path.\n\nExample: \"../../etc/passwd\" is refused, \"data/actor.csv\" is fine.";
    PATH_REMOTE = "PKG003" Error
        zh "资源在网络上"
        "路径是网址。链图离线工作，从不自行下载；同一个包在任何地方、任何时候都应读出同样的内容。\n\n处理：先下载文件，放进包内，改用相对路径。\n\n例：\"https://example.org/actor.csv\" 改为 \"actor.csv\"。"
        en "A resource is on the network"
        "The path is a web address. Liantu works offline and never downloads by itself; a package should read the same anywhere and at any time.\n\nWhat to do: download the file, put it into the package and give its relative path.\n\nExample: write \"actor.csv\" instead of \"https://example.org/actor.csv\".";
    ARCHIVE_REFUSED = "PKG004" Error
        zh "压缩包过大或可疑"
        "压缩包声明或实际解出的字节数、压缩比、条目数超过上限，或包中还有压缩包。这是“解压炸弹”的特征：几千字节可以解出数百吉字节。读取在达到上限时停止，不会占满磁盘或内存。\n\n处理：若数据确实这么大，请解压后以文件夹导入。\n\n例：42 KB 的 zip 声明解出 4 GB，压缩比约 100000。"
        en "The archive is too large or suspicious"
        "The archive declares or unpacks to more bytes, a higher ratio or more entries than allowed, or holds another archive. That is how a zip bomb looks: a few kilobytes that unpack to hundreds of gigabytes. Reading stops at the bound, so neither disk nor memory fills up.\n\nWhat to do: if the data really is that large, unpack it and import the folder.\n\nExample: a zip of 42 KB that declares 4 GB, a ratio of about 100,000.";
    FILE_ABSENT = "PKG005" Error
        zh "资源文件不存在"
        "描述文件提到的文件在包里找不到。\n\n处理：补上文件或删去该资源；注意大小写。\n\n例：path 为 \"Actor.csv\"，包里是 \"actor.csv\"。"
        en "The file of a resource is missing"
        "The descriptor names a file that is not in the package.\n\nWhat to do: add the file or remove the resource; mind upper and lower case.\n\nExample: the path says \"Actor.csv\", the package has \"actor.csv\".";
    RESOURCE_UNKNOWN = "PKG006" Warning
        zh "资源不是已知的表"
        "资源名不是链图的表名，未被读取。其他资源照常读取。\n\n处理：若它是某张表，请改用表名；否则可忽略。\n\n例：名为 \"actors\" 的资源应叫 \"actor\"。"
        en "A resource is not a known table"
        "The name of the resource is not the name of a table of Liantu, so it was not read. The others were.\n\nWhat to do: if it is one of the tables, call it so; otherwise ignore this.\n\nExample: a resource \"actors\" should be called \"actor\".";
    RESOURCE_TWICE = "PKG007" Error
        zh "同一张表出现两次"
        "两个资源同名。数据包的资源名必须唯一，否则主键和引用无法检查。\n\n处理：合并两个文件。\n\n例：resources 中有两个 \"link\"。"
        en "A table occurs twice"
        "Two resources have the same name. Names in a package must be unique, or keys and references can't be checked.\n\nWhat to do: join the two files.\n\nExample: two resources called \"link\".";
    FILE_DAMAGED = "PKG008" Error
        zh "文件损坏或格式不符"
        "文件打不开，或读到中途出错：内容不是其扩展名所说的格式、传输不完整，或使用了不支持的特性（如加密、分卷）。\n\n处理：重新取得文件，或用原软件打开后另存为 CSV、XLSX 或 Parquet。\n\n例：网页下载的 .xlsx 实际上是 HTML。"
        en "The file is damaged or of another format"
        "The file could not be opened or read to its end: its content is not what its extension says, it was cut off in transfer, or it uses something unsupported (encryption, several volumes).\n\nWhat to do: get it again, or open it in the program it comes from and save it as CSV, XLSX or Parquet.\n\nExample: a downloaded .xlsx that is really a web page.";
    FORMAT_UNSUPPORTED = "PKG009" Error
        zh "不支持的资源格式"
        "数据包的资源可以是 CSV、TSV、XLSX 或 Parquet；内嵌数据（data）、多个路径组成的资源和其他格式不读取。\n\n处理：另存为这些格式之一，每个资源一个文件。\n\n例：\"path\": \"actor.json\" 应改为 CSV。"
        en "A resource has an unsupported format"
        "Resources of a package may be CSV, TSV, XLSX or Parquet; inline data, resources of several paths and other formats are not read.\n\nWhat to do: save it in one of these formats, one file a resource.\n\nExample: \"path\": \"actor.json\" should become a CSV.";
    DOCUMENT_LARGE = "PKG010" Error
        zh "文档过大"
        "描述文件、GeoJSON 或工作簿的共享文本必须整体装入内存，超过了上限。\n\n处理：大表请存为 CSV 或 Parquet，它们逐段读取，没有大小限制。\n\n例：2 GB 的 GeoJSON。"
        en "The document is too large"
        "A descriptor, a GeoJSON file or the shared texts of a workbook must be held in memory as a whole and exceed the bound.\n\nWhat to do: save large tables as CSV or Parquet, which are read piece by piece and have no bound.\n\nExample: a GeoJSON of 2 GB.";
}
