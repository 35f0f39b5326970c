"""Who the customers are, who may see what, and the walls between them."""
