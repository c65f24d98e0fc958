"""The eleven posts, and the word that stands for all of them."""

ALL = "all"
POSTS = (
    "aftersales-service-manager",
    "parts-manager",
    "workshop-manager",
    "me-service-advisor",
    "bp-service-advisor",
    "me-technician",
    "body-technician",
    "painting-technician",
    "warranty-specialist",
    "parts-advisor",
    "customer-relations-officer",
)
