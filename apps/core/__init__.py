"""Ground floor: time, phones, plug-ins, queues; knows nothing of the business."""
