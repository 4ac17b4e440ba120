// Stands where the built element module stands: beside the script.
globalThis.crmChatLoads = (globalThis.crmChatLoads ?? 0) + 1;
