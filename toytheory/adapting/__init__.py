"""For authors of adapters: experiments lowered to the few gates that every simulator has, and a backend made of that."""
