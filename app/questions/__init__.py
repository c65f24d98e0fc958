"""The question bank: questions, their versions, and whom they are for."""
