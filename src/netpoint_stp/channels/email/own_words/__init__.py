"""What of a mail its writer wrote (3.5): quotations, forwards and signatures told apart."""
