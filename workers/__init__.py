"""What Turnero does by itself: RQ jobs, the clock, and the gateways, the only ones to call out."""
