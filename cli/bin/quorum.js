#!/usr/bin/env node
import "../dist/quorum.js";
