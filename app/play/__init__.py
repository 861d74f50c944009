"""`turnero play`: scenarios replayed against the real stack and judged by what people would see."""
