// Tests speak both languages.

import { learn } from "./index";

await learn("zh");
await learn("en");
