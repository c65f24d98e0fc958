"""Stories of customers, told by people of the workshop and the front desk; trainers make service cases of them."""
