from shopdesk.screens.frame import FrameScreen


class AfternoonScreen(FrameScreen):
    NAME = "afternoon"
