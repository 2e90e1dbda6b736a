// Initials of the pinyin of a Chinese name, from the order in which the browser sorts: the server knows the pinyin of regions
// and actors, but not that of industries and items.

/** The first letters of the alphabet in the order of pinyin, each with the first character that sorts under it. */
const FIRST: readonly (readonly [string, string])[] = [
  ["a", "阿"],
  ["b", "八"],
  ["c", "嚓"],
  ["d", "咑"],
  ["e", "妸"],
  ["f", "发"],
  ["g", "旮"],
  ["h", "铪"],
  ["j", "丌"],
  ["k", "咔"],
  ["l", "垃"],
  ["m", "妈"],
  ["n", "拏"],
  ["o", "噢"],
  ["p", "妑"],
  ["q", "七"],
  ["r", "呥"],
  ["s", "仨"],
  ["t", "他"],
  ["w", "屲"],
  ["x", "夕"],
  ["y", "丫"],
  ["z", "帀"],
];

const pinyin = new Intl.Collator("zh-CN-u-co-pinyin");

export function initialsOf(name: string): string {
  let initials = "";
  for (const letter of name.toLowerCase()) {
    if (!/\p{Script=Han}/u.test(letter)) {
      if (/[\p{L}\p{N}]/u.test(letter)) initials += letter;
      continue;
    }
    let found = "";
    for (const [sign, first] of FIRST) {
      if (pinyin.compare(letter, first) < 0) break;
      found = sign;
    }
    initials += found;
  }
  return initials;
}
