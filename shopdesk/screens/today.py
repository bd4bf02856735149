from shopdesk.screens.frame import FrameScreen


class TodayScreen(FrameScreen):
    NAME = "today"
