"""Cases and their journals (3.1, 3.9–3.14, 2.5, 4.5): steps, events, what they come to, who holds a request.

Desk, stores and audit work by it; it knows neither of them.
"""
