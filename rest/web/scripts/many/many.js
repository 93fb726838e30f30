// The Many tab: a table becomes labels in three steps. Loaded when the tab is first opened.

import { byId } from "../dom.js";
import * as batch from "./batch.js";
import * as designer from "./designer.js";
import * as label from "./label.js";
import * as mapping from "./mapping.js";
import * as mending from "./mending.js";
import * as outputs from "./outputs.js";
import * as rows from "./rows.js";
import * as sheet from "./sheet.js";
import * as table from "./table.js";

table.start();
mapping.start();
mending.start();
rows.start();
designer.start();
label.start().catch((error) => label.fail([error]));
sheet.start(label);
outputs.start(label);
byId("many").dataset.ready = "";
batch.restore();
