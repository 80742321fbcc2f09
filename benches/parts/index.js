import { bySize } from "./by-size.js";
import { chromium } from "./chromium.js";
import { decoder } from "./decoder.js";
import { download } from "./download.js";
import { engineAlone } from "./engine-alone.js";
import { largeReply } from "./large-reply.js";
import { newerNodes } from "./newer-nodes.js";
import { oneBatchCold } from "./one-batch-cold.js";
import { oneBatchWarm } from "./one-batch-warm.js";
import { otherRuntimes } from "./other-runtimes.js";
import { programs } from "./programs.js";
import { recipe } from "./recipe.js";
import { streams } from "./streams.js";
import { wholeRun } from "./whole-run.js";

/** In the order in which they are measured and reported. */
export const parts = {
  "newer-nodes": newerNodes,
  "whole-run": wholeRun,
  "engine-alone": engineAlone,
  decoder,
  "one-batch-warm": oneBatchWarm,
  "one-batch-cold": oneBatchCold,
  "by-size": bySize,
  streams,
  "large-reply": largeReply,
  recipe,
  "other-runtimes": otherRuntimes,
  chromium,
  programs,
  download,
};
