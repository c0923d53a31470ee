const split = (list: string) => list.split('、')

/** Words for the blanks of the Chinese templates. Invented companies and people; real places only as places. */
export const vocabularyZh = {
  name: split(
    '安然、白露、陈默、邓可、方舟、顾南、何青、江帆、柯岩、林夏、孟冬、宁远、潘越、秦岚、任飞、沈舟、唐果、王野、夏禾、杨溪、张弛、周晓',
  ),
  city: split(
    '宝鸡、常德、大理、恩施、佛山、赣州、衡阳、嘉兴、开封、乐山、绵阳、南通、莆田、泉州、日照、绍兴、台州、温州、湘潭、宜昌、漳州、遵义',
  ),
  company: split(
    '北辰物流、长风造纸、东湖仪器、丰禾种业、光谷玻璃、海川轮渡、恒信邮运、锦溪乳业、兰亭印刷、明远光学、青松诊所、瑞安水务、松江铁路、天合食品、望山电力、云帆公交',
  ),
  month: split('一月、二月、三月、四月、五月、六月、七月、八月、九月、十月、十一月、十二月'),
  day: split('周一、周二、周三、周四、周五、周六'),
  goods: split(
    '苹果、自行车、毛毯、砖块、蜡烛、椅子、木箱、信封、蜂蜜、台灯、面包、笔记本、托盘、包裹、水泵、面粉、树苗、备用轮胎、瓷砖、雨伞',
  ),
  team: split(
    '账单组、结算组、数据平台组、配送组、风控组、账号组、物流组、移动端组、通知组、支付组、推荐组、报表组、搜索组、客服工具组、仓储系统组',
  ),
  service: split(
    '地址簿服务、预订服务、购物车服务、商品目录、事件存储、特征库、图片缩放服务、发票服务、任务队列、总账服务、邮件网关、消息中继、价格服务、限流器、路线规划服务、会话存储、库存计数器、令牌服务',
  ),
  language: split('C++、Go、Java、JavaScript、Kotlin、Python、Ruby、Rust、Swift、TypeScript'),
} as const satisfies Record<string, readonly string[]>
