"""The page in the browser: chat, and what Mynah knows; plain files, served as they are."""
